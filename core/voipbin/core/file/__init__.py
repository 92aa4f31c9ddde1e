"""FIXME file."""
