"""sipp plays one scenario for each rule of a standard; the file names say which RFC and section."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peers import require_peer
from voipbin.media.sip import (
    Answered,
    EndpointConfig,
    IncomingCall,
    MediaChanged,
    Referral,
    Session,
    SessionEvent,
    SipEndpoint,
)

from .fake_handler import FakeHandler
from .test_sipp import MEDIA, port_of, sipp

HOLDS = [True, False]


class StandardsHandler(FakeHandler):
    """Answers every call, and behaves further as the user part of the Request-URI says."""

    def __init__(self) -> None:
        super().__init__(self._behave)
        self.holding: asyncio.Task[object] | None = None

    def _behave(self, call: IncomingCall) -> None:
        if call.uri.user in ("follows", "fails", "refuses"):
            call.on_refer = lambda referral: self._referred(call, referral)
        if call.uri.user == "holds":
            call.observer = self._hold_when_answered
        call.ring()
        call.answer(MEDIA)

    def _referred(self, call: IncomingCall, referral: Referral) -> None:
        if call.uri.user == "refuses":
            referral.progress(403)
            return
        referral.progress(100)
        if call.uri.user == "fails":
            referral.progress(486)
            return
        referral.progress(180)
        referral.progress(200)
        referral.progress(200)  # what comes after the last word is not said
        call.hang_up()

    def _hold_when_answered(self, session: Session, event: SessionEvent) -> None:
        self._observe(session, event)
        if isinstance(event, Answered):
            self.holding = asyncio.ensure_future(session.hold())


@contextlib.asynccontextmanager
async def platform() -> AsyncIterator[tuple[SipEndpoint, StandardsHandler]]:
    handler = StandardsHandler()
    endpoint = SipEndpoint(EndpointConfig(), handler)
    await endpoint.start()
    try:
        yield endpoint, handler
    finally:
        await endpoint.close()


@pytest.fixture(autouse=True)
def _sipp() -> None:
    require_peer("sipp")


@pytest.mark.parametrize(
    ("scenario", "user"),
    [
        ("rfc2543_b_5_hold_by_address", "answer"),
        ("rfc3261_14_1_glare", "holds"),
        ("rfc3261_9_2_cancel_after_answer", "answer"),
        ("rfc3261_9_2_cancel_of_nothing", "answer"),
        ("rfc3262_3_require_100rel", "answer"),
        ("rfc3262_3_supported_100rel", "answer"),
        ("rfc3262_4_prack_of_nothing", "answer"),
        ("rfc3264_6_1_recvonly", "answer"),
        ("rfc3264_8_4_hold_inactive", "answer"),
        ("rfc3311_5_2_update_bare", "answer"),
        ("rfc3311_5_2_update_holds", "answer"),
        ("rfc3515_2_4_2_refer_refused", "refuses"),
        ("rfc3515_2_4_2_two_refer_to", "follows"),
        ("rfc3515_2_4_5_refer_failed", "fails"),
        ("rfc3515_2_4_refer_followed", "follows"),
        ("rfc3515_2_4_refer_outside", "answer"),
        ("rfc3891_3_replaces_unknown", "answer"),
        ("rfc3891_3_two_replaces", "answer"),
        ("rfc3891_6_1_replaces_malformed", "answer"),
        ("rfc4488_3_require_norefersub", "follows"),
        ("rfc4488_4_norefersub", "follows"),
        ("rfc6665_4_1_stray_notify", "answer"),
    ],
)
async def test_scenario(tmp_path: Path, scenario: str, user: str) -> None:
    async with platform() as (endpoint, handler):
        await sipp(scenario, tmp_path, port_of(endpoint), "-s", user)
        assert not endpoint.sessions, "every call is over"
        if handler.holding is not None:
            await handler.holding
        expected = HELD.get(scenario)
        if expected is not None:
            changes = [one for one in handler.events if isinstance(one, MediaChanged)]
            assert [one.plan.held_by_peer for one in changes] == expected


HELD = {
    "rfc2543_b_5_hold_by_address": HOLDS,
    "rfc3264_6_1_recvonly": [False, False],
    "rfc3264_8_4_hold_inactive": HOLDS,
    "rfc3311_5_2_update_holds": HOLDS,
    "rfc3311_5_2_update_bare": [],
    "rfc3261_14_1_glare": [False],
}
"""Whether the peer held us after each change of the media."""


def test_every_scenario_is_played() -> None:
    """A file nobody plays says nothing about us."""
    folder = Path(__file__).parent / "scenarios"
    files = {path.stem for path in folder.glob("rfc*.xml")}
    (mark,) = test_scenario.pytestmark  # type: ignore[attr-defined]
    assert files == {scenario for scenario, _ in mark.args[1]}
