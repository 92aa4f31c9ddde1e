"""FIXME conversation message."""
