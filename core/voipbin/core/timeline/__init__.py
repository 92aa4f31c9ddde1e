"""FIXME timeline."""
