"""Outplans: how a campaign dials."""
