"""sipp plays one scenario for each rule of a standard; the file names say which RFC and section."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.media.sip.fake_handler import FakeHandler
from tests.peers import require_peer
from voipbin.media.sip import (
    Admission,
    Answered,
    Ended,
    EndpointConfig,
    IncomingCall,
    Listen,
    LocalMedia,
    MediaChanged,
    Referral,
    Session,
    SessionEvent,
    SipEndpoint,
)

from .sipp import sipp
from .test_calls import MEDIA, port_of

HOLDS = [True, False]


class StandardsHandler(FakeHandler):
    """Answers every call, and behaves further as the user part of the Request-URI says."""

    def __init__(self) -> None:
        super().__init__(self._behave)
        self.admission = lambda attempt: Admission.public()
        self.media = MEDIA
        self.holding: asyncio.Task[object] | None = None

    def _behave(self, call: IncomingCall) -> None:
        if call.uri.user in ("follows", "fails", "refuses"):
            call.on_refer = lambda referral: self._referred(call, referral)
        if call.uri.user == "waits":
            call.observer = self._answer_when_changed
            call.progress(self.media)
            return
        if call.uri.user == "holds":
            call.observer = self._hold_when_answered
        if call.uri.user == "busy":
            call.reject(486, 17)
        elif call.uri.user == "early":
            call.progress(self.media)
            call.answer(self.media)
        else:
            call.ring()
            call.answer(self.media)

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

    def _answer_when_changed(self, session: Session, event: SessionEvent) -> None:
        self._observe(session, event)
        if isinstance(event, MediaChanged) and isinstance(session, IncomingCall):
            session.answer(self.media)

    def _hold_when_answered(self, session: Session, event: SessionEvent) -> None:
        self._observe(session, event)
        if isinstance(event, Answered):
            self.holding = asyncio.ensure_future(session.hold())


@contextlib.asynccontextmanager
async def platform(**settings: Any) -> AsyncIterator[tuple[SipEndpoint, StandardsHandler]]:
    handler = StandardsHandler()
    endpoint = SipEndpoint(EndpointConfig(**settings), handler)
    await endpoint.start()
    try:
        yield endpoint, handler
    finally:
        await endpoint.close()


@pytest.fixture(autouse=True)
def _sipp() -> None:
    require_peer("sipp")


ANSWERED = """
rfc2543_b_5_hold_by_address rfc3261_7_3_1_odd_spacing rfc3261_7_3_3_compact_headers
rfc3261_8_1_1_8_no_contact rfc3261_8_2_1_unknown_method rfc3261_8_2_2_1_unknown_scheme
rfc3261_8_2_2_2_merged rfc3261_8_2_2_3_require rfc3261_8_2_3_content_encoding
rfc3261_8_2_3_content_type rfc3261_9_2_cancel_after_answer rfc3261_9_2_cancel_of_nothing
rfc3261_10_2_2_remove_all rfc3261_10_2_2_remove_one rfc3261_10_2_3_fetch_bindings
rfc3261_10_3_old_cseq rfc3261_10_3_star_with_time rfc3261_10_3_too_brief rfc3261_11_2_options
rfc3261_11_2_options_in_dialog rfc3261_12_2_2_cseq_gap rfc3261_12_2_2_old_cseq
rfc3261_12_2_2_unknown_dialog rfc3261_13_2_1_offerless rfc3261_13_2_1_offerless_unanswered
rfc3261_14_2_offerless_reinvite rfc3261_14_2_unusable_offer rfc3261_15_1_2_bye_before_ack
rfc3261_16_3_max_forwards rfc3261_17_2_3_old_branch
rfc3261_18_2_1_received rfc3261_18_3_short_body rfc3261_20_1_accept rfc3261_21_5_6_version
rfc3262_3_supported_100rel rfc3262_4_prack_of_nothing
rfc3264_6_1_hold_on_arrival rfc3264_6_1_recvonly rfc3264_6_no_common_codec
rfc3264_6_video_refused rfc3264_8_3_1_new_port rfc3264_8_3_2_new_codec
rfc3264_8_4_hold_inactive rfc3311_5_2_update_bare rfc3311_5_2_update_holds
rfc3323_4_1_1_3_anonymous_call_in rfc3326_2_reason_in_bye rfc3428_7_message
rfc3515_2_4_refer_outside rfc3891_3_replaces_unknown rfc3891_3_two_replaces
rfc3891_6_1_replaces_malformed rfc3903_6_publish rfc4028_7_4_refresh_by_invite
rfc4028_7_4_refresh_by_update rfc4028_9_too_small rfc4733_2_4_1_payload_type
rfc5621_3_multipart rfc6086_4_2_1_info rfc6665_4_2_1_1_subscribe rfc6665_4_1_3_stray_notify
"""
"""Played to somebody who answers every call."""

OTHERWISE = {
    "rfc3261_14_2_glare": "holds",
    "rfc3261_14_1_hold_refused": "holds",
    "rfc3311_5_2_update_early": "waits",
    "rfc3515_2_4_2_refer_refused": "refuses",
    "rfc3515_2_4_2_two_refer_to": "follows",
    "rfc3515_2_4_5_refer_failed": "fails",
    "rfc3515_2_4_refer_followed": "follows",
    "rfc3960_3_early_media": "early",
    "rfc4488_3_require_norefersub": "follows",
    "rfc4488_4_norefersub": "follows",
}
"""Played to somebody who behaves as that name says."""

HELD = {
    "rfc2543_b_5_hold_by_address": HOLDS,
    "rfc3261_14_2_glare": [False],
    "rfc3261_14_1_hold_refused": [],
    "rfc3261_14_2_unusable_offer": [],
    "rfc3264_6_1_recvonly": [False, False],
    "rfc3264_8_3_1_new_port": [False],
    "rfc3264_8_3_2_new_codec": [False],
    "rfc3264_8_4_hold_inactive": HOLDS,
    "rfc3311_5_2_update_bare": [],
    "rfc3311_5_2_update_early": [False],
    "rfc3311_5_2_update_holds": HOLDS,
    "rfc4028_7_4_refresh_by_invite": [],
    "rfc4028_7_4_refresh_by_update": [],
}
"""Whether the peer held us after each change of the media."""

CAUSES = {"rfc3326_2_reason_in_bye": 31, "rfc3261_13_2_1_offerless_unanswered": 58}
"""Why the call was over, as Q.850 says it."""


@pytest.mark.parametrize(
    ("scenario", "user"), [*((name, "answer") for name in ANSWERED.split()), *OTHERWISE.items()]
)
async def test_scenario(tmp_path: Path, scenario: str, user: str) -> None:
    async with platform() as (endpoint, handler):
        await sipp(scenario, tmp_path, port_of(endpoint), "-s", user)
        await settled(endpoint)
        if handler.holding is not None:
            await asyncio.gather(handler.holding, return_exceptions=True)
        if scenario in HELD:
            changes = [one for one in handler.events if isinstance(one, MediaChanged)]
            assert [one.plan.held_by_peer for one in changes] == HELD[scenario]
        if scenario in CAUSES:
            (over,) = [one for one in handler.events if isinstance(one, Ended)]
            assert over.cause == CAUSES[scenario]


@pytest.mark.parametrize("scenario", ["rfc4028_7_2_we_refresh", "rfc4028_10_expired"])
async def test_session_timer(tmp_path: Path, scenario: str) -> None:
    async with platform(min_se_s=1) as (endpoint, _):
        await sipp(scenario, tmp_path, port_of(endpoint), "-s", "answer")
        await settled(endpoint)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_ipv6(tmp_path: Path, transport: str) -> None:
    listen = (Listen("udp", "::1"), Listen("tcp", "::1"))
    async with platform(listen=listen) as (endpoint, handler):
        handler.media = LocalMedia("::1", 40000)
        port, options = port_of(endpoint), ("-s", "answer")
        await sipp("rfc5118_4_1_ipv6", tmp_path, port, *options, transport=transport, host="::1")
        await settled(endpoint)


async def settled(endpoint: SipEndpoint) -> None:
    """Every call is over, on our side too."""
    async with asyncio.timeout(3):
        while endpoint.sessions:
            await asyncio.sleep(0.02)
