"""FIXME speaking."""
