"""Saying that something happened: events, audience, neutral text, delivery."""
