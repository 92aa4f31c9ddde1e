"""Queues: where callers wait for an agent."""
