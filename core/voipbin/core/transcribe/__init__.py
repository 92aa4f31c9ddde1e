"""Transcribes: the speech of calls and recordings as text."""
