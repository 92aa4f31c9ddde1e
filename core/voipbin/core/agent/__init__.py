"""Agents: people who log in."""
