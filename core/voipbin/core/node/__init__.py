"""Media nodes: starting them, driving their channels, hearing their events."""
