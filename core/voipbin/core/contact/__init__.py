"""Contacts: people the customer knows."""
