"""FIXME conversation."""
