"""AI calls: an ai or a team at work."""
