"""FIXME contact."""
