"""FIXME aisummary."""
