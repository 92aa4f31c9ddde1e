"""Billing accounts: what a customer may spend, and its plan."""
