"""FIXME ai."""
