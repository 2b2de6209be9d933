"""Invented people and requests, for demos and for measuring."""
