"""Campaigncalls: attempts of campaigns."""
