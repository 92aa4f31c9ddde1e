"""Emails a customer sends."""
