"""FIXME route."""
