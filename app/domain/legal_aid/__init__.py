"""Legal aid: applications with a law and clocks of their own, lawyers, and the instruments beside them."""
