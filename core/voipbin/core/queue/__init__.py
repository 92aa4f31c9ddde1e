"""FIXME queue."""
