"""Outdialtargets: the people on an outdial."""
