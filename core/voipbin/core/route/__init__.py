"""Routes: which provider carries calls to which numbers."""
