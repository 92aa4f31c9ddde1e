"""Speakings: text spoken into calls as it comes."""
