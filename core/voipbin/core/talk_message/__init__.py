"""Talk messages: what agents say in their chats."""
