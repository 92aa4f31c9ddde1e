"""Trunks: telephone systems that place calls through the platform."""
