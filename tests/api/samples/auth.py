"""Logins: the agents of a tenant have no password."""

REFUSED = {"Login": "LOGIN_FAILED"}
