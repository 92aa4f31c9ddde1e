"""FIXME transfer."""
