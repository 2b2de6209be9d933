"""Courses and activities: posting, finding, places, attendance, certificates, what came of it."""
