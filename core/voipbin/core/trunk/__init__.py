"""FIXME trunk."""
