"""What the `voipbin` command does."""
