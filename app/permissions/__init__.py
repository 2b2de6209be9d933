"""Who may do what: one table, read in four ways."""
