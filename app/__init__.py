"""守望: one place where a rural left-behind woman asks, and her county answers."""
