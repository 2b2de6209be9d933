"""Sign-in, people, staff, invitations."""
