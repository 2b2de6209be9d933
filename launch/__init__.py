"""Starting everything on a bare machine."""
