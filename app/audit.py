"""Who did, read or was refused what: appended in the transaction of the act."""
