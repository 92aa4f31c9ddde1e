"""FIXME campaign."""
