"""Webhooks: what happens is sent to a URL of the customer, durably and in order."""
