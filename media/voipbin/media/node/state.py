"""The life of a channel as a table."""

from enum import StrEnum


class ChannelState(StrEnum):
    """Where a channel is in its life."""

    DIALING = "dialing"
    """Outgoing: INVITE sent."""
    RINGING = "ringing"
    """Outgoing: the party rings or sends early media."""
    OFFERED = "offered"
    """Incoming: nothing said but 100."""
    ALERTING = "alerting"
    """Incoming: 180 sent."""
    EARLY = "early"
    """Incoming: 183 sent, audio flows before the answer."""
    UP = "up"
    """Answered, either way."""
    ENDING = "ending"
    """We hang up; the last word of the peer is awaited."""
    ENDED = "ended"


class Move(StrEnum):
    """What can happen to a channel."""

    PARTY_RINGS = "party rings"
    PARTY_ANSWERS = "party answers"
    RING = "ring"
    EARLY_MEDIA = "early media"
    ANSWER = "answer"
    HANG_UP = "hang up"
    END = "end"


_S, _M = ChannelState, Move

MOVES: dict[tuple[ChannelState, Move], ChannelState] = {
    (_S.DIALING, _M.PARTY_RINGS): _S.RINGING,
    (_S.DIALING, _M.PARTY_ANSWERS): _S.UP,
    (_S.DIALING, _M.HANG_UP): _S.ENDING,
    (_S.DIALING, _M.END): _S.ENDED,
    (_S.RINGING, _M.PARTY_RINGS): _S.RINGING,
    (_S.RINGING, _M.PARTY_ANSWERS): _S.UP,
    (_S.RINGING, _M.HANG_UP): _S.ENDING,
    (_S.RINGING, _M.END): _S.ENDED,
    (_S.OFFERED, _M.RING): _S.ALERTING,
    (_S.OFFERED, _M.EARLY_MEDIA): _S.EARLY,
    (_S.OFFERED, _M.ANSWER): _S.UP,
    (_S.OFFERED, _M.HANG_UP): _S.ENDING,
    (_S.OFFERED, _M.END): _S.ENDED,
    (_S.ALERTING, _M.RING): _S.ALERTING,
    (_S.ALERTING, _M.EARLY_MEDIA): _S.EARLY,
    (_S.ALERTING, _M.ANSWER): _S.UP,
    (_S.ALERTING, _M.HANG_UP): _S.ENDING,
    (_S.ALERTING, _M.END): _S.ENDED,
    (_S.EARLY, _M.ANSWER): _S.UP,
    (_S.EARLY, _M.HANG_UP): _S.ENDING,
    (_S.EARLY, _M.END): _S.ENDED,
    (_S.UP, _M.HANG_UP): _S.ENDING,
    (_S.UP, _M.END): _S.ENDED,
    # A 200 or 18x that crosses our CANCEL changes nothing; hanging up twice neither.
    (_S.ENDING, _M.PARTY_RINGS): _S.ENDING,
    (_S.ENDING, _M.PARTY_ANSWERS): _S.ENDING,
    (_S.ENDING, _M.HANG_UP): _S.ENDING,
    (_S.ENDING, _M.END): _S.ENDED,
}
"""Every legal move; all others are refused."""

LIVE = frozenset(_S) - {_S.ENDING, _S.ENDED}
WITH_AUDIO = frozenset({_S.EARLY, _S.UP})
"""The party can hear us."""


def after(state: ChannelState, move: Move) -> ChannelState | None:
    """Where that move leads, None when it is not allowed."""
    return MOVES.get((state, move))
