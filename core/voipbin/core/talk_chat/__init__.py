"""FIXME talk chat."""
