"""How long things are kept and how they are forgotten: by limit, by her word, never against an order to keep."""
