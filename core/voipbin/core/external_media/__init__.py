"""Audio of calls sent to and taken from another host, as a flow asks for it."""
