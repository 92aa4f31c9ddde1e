"""Dialing policies: which telephone numbers customers may call, how often and for how much."""
