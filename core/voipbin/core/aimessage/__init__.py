"""AI messages: what was said in sessions of ais."""
