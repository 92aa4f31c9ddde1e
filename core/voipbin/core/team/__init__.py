"""Teams: ais that hand a conversation to each other."""
