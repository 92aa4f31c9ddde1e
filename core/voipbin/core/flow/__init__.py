"""Flows: templates of what happens in a call or without one."""
