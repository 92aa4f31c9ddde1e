"""Where requests come in, by a socket or without: credentials, permissions, limits, errors."""
