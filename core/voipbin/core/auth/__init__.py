"""Proving who one is: passwords, tokens, access keys."""
