"""Providers: carriers of calls to telephone numbers."""
