"""FIXME talk message."""
