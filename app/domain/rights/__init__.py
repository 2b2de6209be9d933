"""Her rights over her own data: a copy, a correction, deletion; each with a receipt, a deadline and an answer."""
