"""FIXME provider."""
