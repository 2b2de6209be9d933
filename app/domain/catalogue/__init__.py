"""The county's policy as data."""
