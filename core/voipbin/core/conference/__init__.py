"""FIXME conference."""
