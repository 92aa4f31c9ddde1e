"""FIXME outdialtarget."""
