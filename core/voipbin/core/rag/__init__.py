"""FIXME rag."""
