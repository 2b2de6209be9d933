"""HTTP: one file per audience and subject."""
