"""Which profiles a call is offered with, one after the other, on virtual time (RFC 3264 8)."""

from dataclasses import replace

import pytest

from voipbin.media.sip import LocalMedia, OutgoingInvite, SdesKeys, Security
from voipbin.media.sip.address import NameAddr
from voipbin.media.sip.media import MediaPlan, answer_for, negotiate, offer_for
from voipbin.media.sip.sdp import parse_sdp
from voipbin.media.sip.uri import Uri

from .stage import HOST, caller
from .virtual_time import run_virtual

PLAIN, SRTP, FEEDBACK = "RTP/AVP", "RTP/SAVP", "RTP/SAVPF"
KEYS = SdesKeys.generate()


def offer(*, security: Security, optional: bool = False, on_demand: bool = False) -> OutgoingInvite:
    return OutgoingInvite(
        target=Uri.parse("sip:bob@10.0.0.9"),
        caller=NameAddr(Uri.parse("sip:alice@10.0.0.1")),
        media=LocalMedia(HOST, 4000, security=security, sdes=KEYS),
        srtp_optional=optional,
        srtp_on_demand=on_demand,
    )


@pytest.mark.parametrize(
    ("invite", "profiles"),
    [
        (offer(security=Security.NONE), [PLAIN]),
        (offer(security=Security.NONE, on_demand=True), [PLAIN, SRTP, FEEDBACK]),
        (offer(security=Security.SDES), [SRTP, FEEDBACK]),
        (offer(security=Security.SDES, optional=True), [SRTP, PLAIN, FEEDBACK]),
    ],
    ids=["plain", "on demand", "required", "optional"],
)
def test_each_profile_is_offered_once(invite: OutgoingInvite, profiles: list[str]) -> None:
    async def main() -> None:
        async with caller() as stage:
            call = stage.sip.invite(invite)
            for profile in profiles:
                sent = await stage.peer.request_of("INVITE")
                (media,) = parse_sdp(sent.body).media
                assert media.protocol == profile
                assert (b"a=crypto" in sent.body) is (profile is not PLAIN)
                stage.peer.respond(sent, 488)
                await stage.peer.expect("ACK")
            assert (await call.wait_ended()).status == 488

    run_virtual(main())


def agreed_on(profile: str) -> MediaPlan:
    """With a peer that offered SRTP in that profile."""
    peer = LocalMedia("10.0.0.9", 9000, security=Security.SDES, sdes=SdesKeys.generate())
    offered = offer_for(replace(peer, feedback=profile == FEEDBACK), session_id=1, version=1)
    local = LocalMedia(HOST, 4000, sdes=KEYS)
    plan = negotiate(offered, local.codecs, local)
    answer = answer_for(offered, plan, local, session_id=2, version=1)
    assert answer.media[0].protocol == profile
    return plan


@pytest.mark.parametrize("profile", [SRTP, FEEDBACK])
def test_the_profile_of_the_peer_stays(profile: str) -> None:
    """In offers of ours within the call, which may ask for nothing else than it did."""
    plan = agreed_on(profile)
    again = offer_for(
        LocalMedia(HOST, 4000, sdes=KEYS),
        session_id=2,
        version=2,
        plan=plan,
        security=plan.security,
    )
    assert again.media[0].protocol == profile
