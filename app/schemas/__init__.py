"""What goes out, one class per audience."""
