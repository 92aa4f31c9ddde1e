"""Where a call of the core may end up, and how far it may go."""

import pytest

from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from voipbin.media.node.dial import build_invite
from voipbin.media.node.errors import BadCommand
from voipbin.media.sip import Listen, LocalMedia, OutgoingInvite
from voipbin.media.sip.redirection import Redirects
from voipbin.media.v1 import node_pb2

LISTEN = (Listen("udp", "127.0.0.1", 5060),)


def invite(**fields: object) -> OutgoingInvite:
    command = node_pb2.Originate(request_uri="sip:a@b.example", **fields)  # type: ignore[arg-type]
    return build_invite(command, LocalMedia("127.0.0.1", 4000), "127.0.0.1", LISTEN)


@pytest.mark.parametrize(
    ("host", "may"),
    [
        ("192.0.2.1", False),
        ("::ffff:192.0.2.1", False),
        ("192.0.3.1", True),
        ("2001:db8::7", False),
        ("2001:db9::7", True),
    ],
)
def test_denied_networks(host: str, may: bool) -> None:
    permitted = invite(denied_networks=["192.0.2.0/24", "2001:db8::/32"]).permitted
    assert permitted is not None
    assert permitted(host) is may


def test_what_is_no_network() -> None:
    with pytest.raises(BadCommand, match="denied_networks"):
        invite(denied_networks=["here"])


def test_nothing_is_denied_nor_followed_by_itself() -> None:
    plain = invite()
    assert (plain.permitted, plain.redirects, plain.max_forwards) == (None, Redirects.NONE, 70)


def test_hops_and_redirections() -> None:
    told = invite(max_forwards=0, redirects=node_pb2.REDIRECTS_NUMBER)
    assert (told.redirects, told.max_forwards) == (Redirects.NUMBER, 0)


async def test_a_name_that_leads_to_this_machine(core: FakeCore, make_phone: MakePhone) -> None:
    """By whatever name: what was judged before may have changed since."""
    phone = await make_phone()
    port = phone.address.port
    await core.do(
        "c1",
        originate=node_pb2.Originate(
            call_id="x",
            request_uri=f"sip:1000@localhost:{port}",
            from_user="+1",
            denied_networks=["127.0.0.0/8", "::1/128"],
        ),
    )
    over = (await core.event("hung_up", "c1")).hung_up
    assert over.sip_status == 403
    assert not any(event["event"] == "ringing" for event in phone.events)
