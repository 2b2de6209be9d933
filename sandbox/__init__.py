"""Local stand-ins for what we do not own."""
