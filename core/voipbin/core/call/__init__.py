"""Calls: one leg each between the platform and a party."""
