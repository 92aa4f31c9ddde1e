"""Conferencecalls: stays of calls in conferences."""
