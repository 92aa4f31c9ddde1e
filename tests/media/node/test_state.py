"""The life of a channel, every move of it."""

import pytest

from voipbin.media.node.state import LIVE, MOVES, ChannelState, Move, after

S, M = ChannelState, Move
LEGAL = {
    S.DIALING: {M.PARTY_RINGS: S.RINGING, M.PARTY_ANSWERS: S.UP},
    S.RINGING: {M.PARTY_RINGS: S.RINGING, M.PARTY_ANSWERS: S.UP},
    S.OFFERED: {M.RING: S.ALERTING, M.EARLY_MEDIA: S.EARLY, M.ANSWER: S.UP},
    S.ALERTING: {M.RING: S.ALERTING, M.EARLY_MEDIA: S.EARLY, M.ANSWER: S.UP},
    S.EARLY: {M.ANSWER: S.UP},
    S.UP: {},
    S.ENDING: {M.PARTY_RINGS: S.ENDING, M.PARTY_ANSWERS: S.ENDING},
    S.ENDED: {},
}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("move", list(M))
def test_every_move(state: ChannelState, move: Move) -> None:
    expected = LEGAL[state].get(move)
    if state is not S.ENDED and move is M.HANG_UP:
        expected = S.ENDING
    if state is not S.ENDED and move is M.END:
        expected = S.ENDED
    assert after(state, move) is expected


def test_nothing_leaves_the_end() -> None:
    assert not [move for state, move in MOVES if state is S.ENDED]
    assert {S.ENDING, S.ENDED}.isdisjoint(LIVE)
