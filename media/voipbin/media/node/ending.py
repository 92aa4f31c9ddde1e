"""Why a channel is over, in the words of the API."""

from typing import Final

from voipbin.media.sip import Ended
from voipbin.media.v1 import node_pb2

NORMAL_CLEARING: Final = 16  # Q.850 causes
NO_ANSWER: Final = 19


def ended_by(event: Ended, *, answered: bool) -> str:
    """Who ended it, in the words of `HungUp.by`."""
    if event.kind == "no_answer":
        return "timeout"
    if event.kind in ("timeout", "transport", "protocol"):
        return "session" if answered else "remote"
    return event.by


def hangup_reason(event: node_pb2.HungUp, *, answered: bool) -> str:
    """The reason programs on the audio stream are told, in the words of the API."""
    if event.by == "duration":
        return "timeout"
    if answered or event.cause in (NORMAL_CLEARING, 26):
        return "normal"
    if event.by == "local":
        return "cancel"
    return {17: "busy", NO_ANSWER: "noanswer", 21: "noanswer"}.get(event.cause, "failed")
