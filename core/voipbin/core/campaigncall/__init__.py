"""FIXME campaigncall."""
