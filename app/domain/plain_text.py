"""Text that is kept as it is written: no control characters, for a database keeps no NUL and a page shows none."""

PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
