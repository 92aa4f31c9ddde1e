"""Recordings: the audio of calls, kept in files."""
