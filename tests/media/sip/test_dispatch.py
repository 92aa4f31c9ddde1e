"""Requests outside any call: what a stranger gets for an answer."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from voipbin.media.sip import Admission, Attempt
from voipbin.media.sip.message import Response

from .fake_handler import FakeHandler, ring
from .network import Network
from .script import SDP, ScriptedPeer
from .stage import HOST, endpoint
from .virtual_time import run_virtual


def ask(
    data_of: Callable[[ScriptedPeer], bytes | list[bytes]],
    *,
    handler: FakeHandler | None = None,
    count: int = 1,
    **settings: Any,
) -> Any:
    """Send what `data_of(peer)` makes and return the final responses."""

    async def main() -> Any:
        network = Network()
        async with endpoint(network, handler or FakeHandler(), **settings) as sip:
            peer = ScriptedPeer(network, HOST)
            data = data_of(peer)
            for item in data if isinstance(data, list) else [data]:
                peer.send(item)
            await asyncio.sleep(0.2)
            found = []
            while not peer.inbox.empty():
                message = peer.inbox.get_nowait()
                assert isinstance(message, Response)
                if message.status >= 200:
                    found.append(message)
            assert len(found) == count, [m.status for m in found]
            return found[0] if count == 1 else (found, sip.counters)

    return run_virtual(main())


def test_options() -> None:
    response = ask(lambda peer: peer.request("OPTIONS"))
    assert response.status == 200
    assert response.headers.get("Accept") == "application/sdp"
    allow = "OPTIONS, REGISTER, SUBSCRIBE, NOTIFY, PUBLISH, INVITE, ACK, BYE, CANCEL, UPDATE, PRACK"
    assert (response.headers.get("Allow") or "").startswith(allow)
    assert response.headers.get("Server") == "voipbin"


@pytest.mark.parametrize(
    ("method", "status"),
    [
        ("FROBNICATE", 501),
        ("SUBSCRIBE", 489),
        ("PUBLISH", 489),
        ("NOTIFY", 481),
        ("PRACK", 481),
        ("MESSAGE", 480),
        ("REFER", 403),
        ("BYE", 481),
        ("UPDATE", 481),
        ("INFO", 481),
    ],
)
def test_methods_without_a_dialog(method: str, status: int) -> None:
    assert ask(lambda peer: peer.request(method)).status == status


def test_unknown_dialog_is_481() -> None:
    assert ask(lambda peer: peer.request("INVITE", to_tag="gone", body=SDP)).status == 481


def test_ack_is_never_answered() -> None:
    ask(lambda peer: peer.request("ACK", to_tag="gone"), count=0)


def test_required_extension_is_420() -> None:
    response = ask(
        lambda peer: peer.request(
            "INVITE", body=SDP, extra=("Require: precondition, 100rel, timer",)
        )
    )
    assert (response.status, response.headers.get("Unsupported")) == (420, "precondition")


@pytest.mark.parametrize("uri", ["tel:+8210", "nobody:x", "sips:bob@10.0.0.1"])
def test_foreign_scheme_is_416(uri: str) -> None:
    response = ask(
        lambda peer: peer.request("INVITE", body=SDP).replace(
            b"sip:bob@10.0.0.1 SIP/2.0", uri.encode() + b" SIP/2.0"
        )
    )
    assert response.status == 416


@pytest.mark.parametrize(
    ("body", "extra", "content_type", "status"),
    [
        (SDP, ("Accept: text/plain",), "application/sdp", 406),
        (b"x", (), "text/plain", 415),
        (SDP, ("Content-Encoding: gzip",), "application/sdp", 415),
        (b"nonsense", (), "application/sdp", 400),
        (SDP.replace(b"m=audio 9000", b"m=audio 0"), (), "application/sdp", 488),
        (SDP.replace(b"RTP/AVP 0", b"RTP/AVP 3"), (), "application/sdp", 488),
        (SDP.replace(b"RTP/AVP", b"RTP/SAVP"), (), "application/sdp", 488),
        (SDP, ("Session-Expires: x",), "application/sdp", 400),
    ],
)
def test_bad_invites(body: bytes, extra: tuple[str, ...], content_type: str, status: int) -> None:
    handler = FakeHandler()
    response = ask(
        lambda peer: peer.request("INVITE", body=body, extra=extra, content_type=content_type),
        handler=handler,
    )
    assert response.status == status
    assert handler.calls == []


def test_multipart_with_sdp_is_read() -> None:
    body = (
        b"--b1\r\nContent-Type: application/isup\r\n\r\nxx\r\n"
        b"--b1\r\nContent-Type: application/sdp\r\n\r\n" + SDP + b"\r\n--b1--\r\n"
    )
    response = ask(
        lambda peer: peer.request("INVITE", body=body, content_type='multipart/mixed;boundary="b1"')
    )
    assert response.status == 200


@pytest.mark.parametrize("status", [403, 404, 500])
def test_refused_by_admission(status: int) -> None:
    handler = FakeHandler()
    handler.admission = lambda attempt: Admission.refuse(status)
    assert ask(lambda peer: peer.request("INVITE", body=SDP), handler=handler).status == status
    assert handler.calls == []


def test_admission_sees_the_source_not_the_claim() -> None:
    handler = FakeHandler(ring)
    seen: list[Attempt] = []

    def note(attempt: Attempt) -> Admission:
        seen.append(attempt)
        return Admission.refuse(403)

    handler.admission = note
    ask(lambda peer: peer.request("INVITE", body=SDP), handler=handler)
    assert str(seen[0].flow.remote) == "10.0.0.9:5060"
    assert seen[0].uri.host == "10.0.0.1"
    assert seen[0].headers["Call-ID"] == "script@10.0.0.9"


def test_challenged_invite() -> None:
    handler = FakeHandler()
    handler.admission = lambda attempt: Admission.digest("realm.test")
    response = ask(lambda peer: peer.request("INVITE", body=SDP), handler=handler)
    assert response.status == 407
    lines = response.headers.all("Proxy-Authenticate")
    assert ["SHA-256" in line for line in lines] == [False, True]
    assert handler.calls == []


def test_merged_request_is_482() -> None:
    def data(peer: ScriptedPeer) -> list[bytes]:
        return [peer.request("INVITE", body=SDP), peer.request("INVITE", body=SDP)]

    responses, _ = ask(data, count=2)
    assert sorted(response.status for response in responses) == [200, 482]


def test_full_table_forgets_the_oldest_stranger() -> None:
    def data(peer: ScriptedPeer) -> list[bytes]:
        return [peer.request("OPTIONS", call_id=f"c{n}") for n in range(5)]

    responses, counters = ask(data, count=5, max_transactions=4)
    assert [response.status for response in responses] == [200] * 5
    assert (counters["forgotten"], counters["transactions"]) == (3, 2)


def test_rfc2543_peer_without_branch() -> None:
    def data(peer: ScriptedPeer) -> list[bytes]:
        one = peer.request("OPTIONS").replace(b";branch=z9hG4bK1", b"")
        return [one, one]

    responses, counters = ask(data, count=2)
    assert [response.status for response in responses] == [200, 200]
    assert counters["retransmission"] == 1
