"""FIXME conversation account."""
