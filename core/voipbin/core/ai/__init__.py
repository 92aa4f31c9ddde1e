"""AIs: language models with a prompt, a voice and tools."""
