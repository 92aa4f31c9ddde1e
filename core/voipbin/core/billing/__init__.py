"""FIXME billing."""
