"""Files she sends: pieces that a lost signal does not undo, then a clean file behind the same walls."""
