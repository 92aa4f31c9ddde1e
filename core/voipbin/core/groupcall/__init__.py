"""Groupcalls: several calls of which one is wanted."""
