"""Pictures, sounds and documents she sends: what they really are, and what is left when everything hidden is gone."""
