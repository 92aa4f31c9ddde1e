"""FIXME message."""
