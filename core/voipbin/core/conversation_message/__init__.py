"""Conversation messages: what was said in conversations."""
