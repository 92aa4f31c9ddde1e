"""FIXME team."""
