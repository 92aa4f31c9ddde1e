"""FIXME conferencecall."""
