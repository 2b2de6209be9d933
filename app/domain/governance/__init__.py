"""Who works where, who stands in, and what is not covered."""
