"""Ways a notice can travel."""
