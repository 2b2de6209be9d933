"""考核: units are assessed by finished months and visits, by a formula all see; never a woman, never a request."""
