"""Why a call ended: from direction, last status and Q.850 cause, and back."""

_OUTGOING = {16: "normal", 26: "normal", 17: "busy", 19: "noanswer", 21: "noanswer", 0: "dialout"}
_INCOMING = {19: "noanswer", 17: "busy"}
_CAUSE_OF_REASON = {"failed": 18, "busy": 17, "noanswer": 19, "dialout": 19}

NORMAL = 16
ANSWERED_ELSEWHERE = 26
"Somebody else took the call: phones that rang note no missed one (RFC 3326 2)."


def hangup_reason(direction: str, last_status: str, cause: int, by: str) -> str:
    """The contract's word.

    Args:
        direction: incoming or outgoing.
        last_status: of the call before it ended.
        cause: Q.850 cause the leg ended with; 0 for none.
        by: who ended it, as the media node says: "duration" is the longest duration.
    """
    if last_status == "canceling":
        return "cancel"
    if last_status in ("progressing", "terminating"):
        return "timeout" if by == "duration" else "normal"
    if by == "duration":
        return "timeout"
    if direction == "outgoing":
        return _OUTGOING.get(cause, "failed")
    return _INCOMING.get(cause, "normal")


def hangup_by(last_status: str) -> str:
    """remote when the platform had not begun to end it."""
    return "local" if last_status in ("terminating", "canceling") else "remote"


def cause_of_reason(reason: str) -> int:
    """The Q.850 cause an unanswered incoming call is refused with."""
    return _CAUSE_OF_REASON.get(reason, NORMAL)
