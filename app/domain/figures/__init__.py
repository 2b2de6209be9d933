"""What the county counts about its own work: measured month by month, small numbers gone before anybody looks."""
