"""Questions about the platform's own documentation."""
