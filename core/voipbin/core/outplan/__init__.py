"""FIXME outplan."""
