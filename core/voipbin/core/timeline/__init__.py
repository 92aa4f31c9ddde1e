"""Timelines: what happened to a resource."""
