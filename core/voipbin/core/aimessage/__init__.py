"""FIXME aimessage."""
