"""Talk chats: where the agents of a customer talk to each other."""
