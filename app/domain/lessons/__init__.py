"""Micro-classes: written, looked at by two people, heard in pieces, gone on with on any phone, asked from."""
