"""Messages: texts to and from telephones."""
