"""Conversation accounts: where a customer has accounts at messaging services."""
