"""FIXME billing account."""
