"""FIXME queuecall."""
