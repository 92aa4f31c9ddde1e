"""SIP bans: addresses whose SIP messages media nodes drop unread."""
