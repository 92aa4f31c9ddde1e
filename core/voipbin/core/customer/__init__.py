"""Customers: tenants of the platform."""
