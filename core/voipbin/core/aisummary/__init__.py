"""AI summaries: what was said, in a few words."""
