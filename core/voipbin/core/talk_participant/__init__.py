"""Talk participants: which agents take part in which chats."""
