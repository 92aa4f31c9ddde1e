"""FIXME talk participant."""
