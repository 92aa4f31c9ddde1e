"""Campaigns: calling everybody on an outdial."""
