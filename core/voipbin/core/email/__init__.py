"""FIXME email."""
