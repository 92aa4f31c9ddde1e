"""Conferences: rooms in which calls hear each other."""
