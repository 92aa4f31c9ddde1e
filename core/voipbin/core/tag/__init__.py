"""FIXME tag."""
