"""What we say about ourselves in every message."""

ALLOW = (
    "OPTIONS, REGISTER, SUBSCRIBE, NOTIFY, PUBLISH, INVITE, ACK, BYE, CANCEL, UPDATE, PRACK, "
    "INFO, MESSAGE, REFER"
)
"""Methods we recognise; some are always refused, each with a status that says why."""
SUPPORTED = "100rel, timer, replaces, norefersub"
"""Option tags we really implement."""
SDP = "application/sdp"
MAX_FORWARDS = 70
EXTENSIONS = frozenset((*SUPPORTED.split(", "), "path"))
"""What a peer may require; `path` is for registrars alone (RFC 3327)."""
REFUSED_METHODS = {
    "SUBSCRIBE": 489,
    "PUBLISH": 489,
    "NOTIFY": 481,
    "PRACK": 481,
    "MESSAGE": 480,
    "REFER": 603,
}
"""Recognised methods without a use here yet, and the answer to each."""
OUTSIDE_DIALOG = {"REFER": 403}
"""Answers that differ outside a dialog: a call may be handed over only by who is in it."""
