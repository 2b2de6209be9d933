"""Counselling and social work: who listens, when, what is agreed, and what happens when there is danger."""
