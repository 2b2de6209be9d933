"""Tables, one file per aggregate; no behaviour."""
