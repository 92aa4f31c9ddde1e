"""FIXME aicall."""
