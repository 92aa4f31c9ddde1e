"""Conversations: everything said between two addresses."""
