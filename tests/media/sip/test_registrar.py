"""The registrar: its decisions as a function, and whole exchanges with our own client."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from voipbin.media.sip import (
    Admission,
    Aor,
    Binding,
    Credentials,
    Flow,
    HostPort,
    RegisterRequest,
    Registration,
    RegistrationState,
    SessionError,
    SipEndpoint,
    Uri,
)
from voipbin.media.sip.message import Request, Response
from voipbin.media.sip.parser import parse_message
from voipbin.media.sip.registrar import Limits, Outcome, apply_register

from .fake_handler import PASSWORD, REALM, FakeHandler
from .network import Network
from .script import ScriptedPeer
from .stage import HOST, endpoint
from .virtual_time import run_virtual

FLOW = Flow("udp", HostPort("10.0.0.1", 5060), HostPort("192.0.2.9", 40000))
LIMITS = Limits(60, 3600)
NOW_S = 1_000_000.0


def register(*lines: str, call_id: str = "c", cseq: int = 1) -> Request:
    head = (
        f"REGISTER sip:{REALM} SIP/2.0",
        "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1",
        f"From: <sip:1000@{REALM}>;tag=1",
        f"To: <sip:1000@{REALM}>",
        f"Call-ID: {call_id}",
        f"CSeq: {cseq} REGISTER",
        *lines,
    )
    message = parse_message("\r\n".join(head).encode() + b"\r\n\r\n")
    assert isinstance(message, Request)
    return message


def apply(request: Request, stored: tuple[Binding, ...] = ()) -> Outcome:
    return apply_register(request, FLOW, stored, NOW_S, LIMITS)


def bound(user: str = "a", *, call_id: str = "c", cseq: int = 1, left_s: float = 100) -> Binding:
    return Binding(f"sip:{user}@192.0.2.9", str(FLOW), NOW_S + left_s, call_id, cseq)


def test_new_contact_is_bound_to_its_flow() -> None:
    outcome = apply(register("Contact: <sip:a@192.168.0.2:5070;transport=udp>;q=0.4;expires=600"))
    (binding,) = outcome.bindings
    assert (outcome.status, outcome.changed) == (200, True)
    assert binding.contact == "sip:a@192.168.0.2:5070;transport=udp"
    assert Flow.parse(binding.flow) == FLOW
    assert (binding.expires_at_s, binding.q) == (NOW_S + 600, 0.4)


@pytest.mark.parametrize(
    ("lines", "expected_s"),
    [
        (("Contact: <sip:a@h>",), 3600),
        (("Contact: <sip:a@h>", "Expires: 300"), 300),
        (("Contact: <sip:a@h>;expires=120", "Expires: 300"), 120),
        (("Contact: <sip:a@h>;expires=99999",), 3600),
        (("Contact: <sip:a@h>;expires=junk",), 3600),
        (("Contact: <sip:a@h>", "Expires: junk"), 3600),
        (("Contact: <sip:a@h>;expires=18446744073709551616",), 3600),
    ],
)
def test_expiry(lines: tuple[str, ...], expected_s: int) -> None:
    assert apply(register(*lines)).bindings[0].expires_at_s == NOW_S + expected_s


def test_path_is_kept_in_its_order() -> None:
    """RFC 3327 5.3: the topmost is the nearest to us, and so the first of the Route."""
    lines = ("Path: <sip:p2@10.0.0.2;lr>, <sip:10.0.0.3;lr;received=sip:192.0.2.7:9>",)
    outcome = apply(register("Contact: <sip:a@h>", *lines, "Path: <sip:10.0.0.4;lr>"))
    assert outcome.bindings[0].path == (
        "<sip:p2@10.0.0.2;lr>, <sip:10.0.0.3;lr;received=sip:192.0.2.7:9>, <sip:10.0.0.4;lr>"
    )


@pytest.mark.parametrize("path", ["<tel:+1>", "<sip:", "<sip:h;x=" + "x" * 1024 + ">"])
def test_path_that_cannot_be_kept_is_400(path: str) -> None:
    assert apply(register("Contact: <sip:a@h>", f"Path: {path}")).status == 400


def test_too_brief_is_423() -> None:
    assert apply(register("Contact: <sip:a@h>;expires=59")).status == 423


def test_query_returns_only_the_living() -> None:
    outcome = apply(register(), (bound("a"), bound("b", left_s=0)))
    assert [item.contact for item in outcome.bindings] == ["sip:a@192.0.2.9"]
    assert not outcome.changed


def test_refresh_replaces() -> None:
    outcome = apply(register("Contact: <sip:a@192.0.2.9;x=y>", cseq=2), (bound("a"),))
    assert len(outcome.bindings) == 1 and outcome.bindings[0].cseq == 2


@pytest.mark.parametrize("cseq", [1, 0])
def test_refresh_out_of_order_is_500(cseq: int) -> None:
    assert apply(register("Contact: <sip:a@192.0.2.9>", cseq=cseq), (bound("a"),)).status == 500


def test_restarted_phone_may_start_over() -> None:
    assert apply(register("Contact: <sip:a@192.0.2.9>", call_id="d"), (bound("a"),)).status == 200


def test_expires_zero_removes_one() -> None:
    stored = (bound("a"), bound("b"))
    outcome = apply(register("Contact: <sip:a@192.0.2.9>;expires=0", cseq=2), stored)
    assert [item.contact for item in outcome.bindings] == ["sip:b@192.0.2.9"]


def test_star_removes_all() -> None:
    outcome = apply(register("Contact: *", "Expires: 0", cseq=2), (bound("a"), bound("b")))
    assert (outcome.status, outcome.bindings, outcome.changed) == (200, (), True)


@pytest.mark.parametrize(
    "lines",
    [
        ("Contact: *",),
        ("Contact: *", "Expires: 60"),
        ("Contact: <tel:+821>",),
        ("Contact: " + ", ".join(f"<sip:{n}@h>" for n in range(11)),),
    ],
)
def test_nonsense_is_400(lines: tuple[str, ...]) -> None:
    assert apply(register(*lines)).status == 400


def test_fourth_contact_evicts_the_oldest() -> None:
    stored = (bound("a"), bound("b"), bound("c"))
    outcome = apply(register("Contact: <sip:d@192.0.2.9>", call_id="new"), stored)
    users = [Uri.parse(item.contact).user for item in outcome.bindings]
    assert users == ["b", "c", "d"]


def test_same_instance_from_a_new_address_replaces() -> None:
    line = 'Contact: <sip:a@{}>;+sip.instance="<urn:uuid:1>"'
    first = apply(register(line.format("192.0.2.1"))).bindings
    again = apply(register(line.format("192.0.2.2"), cseq=2), first)
    assert [item.contact for item in again.bindings] == ["sip:a@192.0.2.2"]


# -- whole exchanges ------------------------------------------------------------------------------


def client(
    sip: SipEndpoint, password: str = PASSWORD, user: str = "1000", **more: Any
) -> Registration:
    return sip.register(
        RegisterRequest(
            registrar=Uri.parse(f"sip:{HOST}:5060"),
            aor=Uri.parse(f"sip:{user}@{REALM}"),
            credentials=Credentials(user, password),
            **more,
        )
    )


def test_register_refresh_and_unregister() -> None:
    async def main() -> None:
        network, handler = Network(), FakeHandler()
        aor = Aor(REALM, "1000")
        async with endpoint(network, handler), endpoint(network, host="10.0.0.2") as phone:
            registration = client(phone, expires_s=300)
            await registration.wait_registered()
            (binding,) = handler.store[aor]
            assert binding.contact == "sip:1000@10.0.0.2:5060"
            assert binding.flow == "udp:10.0.0.1:5060>10.0.0.2:5060"
            assert network.names() == ["REGISTER", "407 REGISTER", "REGISTER", "200 REGISTER"]
            await asyncio.sleep(1300)
            # Refreshed every 240 s; the nonce goes stale after 300 s and is renewed by itself.
            assert registration.state is RegistrationState.REGISTERED
            assert handler.store[aor][0].cseq > 5
            await registration.close()
            assert handler.store[aor] == ()
            assert str(registration.state) == "closed"

    run_virtual(main())


def test_stale_nonce_is_renewed_without_asking() -> None:
    async def main() -> None:
        network, handler = Network(), FakeHandler()
        async with (
            endpoint(network, handler, nonce_lifetime_s=10.0),
            endpoint(network, host="10.0.0.2") as phone,
        ):
            registration = client(phone, expires_s=60)
            await registration.wait_registered()
            await asyncio.sleep(31)
            texts = [sent.data for sent in network.log if sent.name == "407 REGISTER"]
            assert [b"stale=true" in text for text in texts] == [False, True]
            assert registration.state is RegistrationState.REGISTERED

    run_virtual(main())


@pytest.mark.parametrize(("user", "password"), [("1000", "wrong"), ("nobody", PASSWORD)])
def test_bad_password_and_unknown_user_look_alike(user: str, password: str) -> None:
    async def main() -> None:
        network, handler = Network(), FakeHandler()
        async with endpoint(network, handler), endpoint(network, host="10.0.0.2") as phone:
            registration = client(phone, password, user)
            with pytest.raises(SessionError) as caught:
                await registration.wait_registered()
            assert caught.value.status == 407
            assert network.names() == ["REGISTER", "407 REGISTER"] * 2
            assert handler.store == {}

    run_virtual(main())


def test_failed_registration_is_tried_again() -> None:
    async def main() -> None:
        network, handler = Network(), FakeHandler()
        async with endpoint(network, host="10.0.0.2") as phone:
            registration = client(phone, retry_s=20)
            with pytest.raises(SessionError) as caught:
                await registration.wait_registered()
            assert caught.value.status == 408
            async with endpoint(network, handler):
                await asyncio.sleep(25)
                assert registration.state is RegistrationState.REGISTERED
                await registration.close()

    run_virtual(main())


def test_423_is_obeyed() -> None:
    async def main() -> None:
        network, handler = Network(), FakeHandler()
        async with endpoint(network, handler), endpoint(network, host="10.0.0.2") as phone:
            registration = client(phone, expires_s=30)
            await registration.wait_registered()
            assert "423 REGISTER" in network.names()

    run_virtual(main())


def ask(handler: FakeHandler, *lines: str, user: str = "1000") -> list[int]:
    async def main() -> list[int]:
        network = Network()
        async with endpoint(network, handler):
            peer = ScriptedPeer(network, HOST)
            peer.send(peer.request("REGISTER", user=user, extra=lines))
            await asyncio.sleep(0.1)
            found = [peer.inbox.get_nowait() for _ in range(peer.inbox.qsize())]
            return [item.status for item in found if isinstance(item, Response)]

    return run_virtual(main())


def test_unknown_domain_is_404() -> None:
    handler = FakeHandler()
    handler.admission = lambda attempt: Admission.refuse(404)
    assert ask(handler) == [404]


def test_public_register_is_bound_under_the_request_host() -> None:
    handler = FakeHandler()
    handler.admission = lambda attempt: Admission.public()
    assert ask(handler) == [200]
    assert list(handler.store) == [Aor(HOST, "1000")]


def test_registering_for_somebody_else_is_403() -> None:
    async def main() -> None:
        network, handler = Network(), FakeHandler()
        async with endpoint(network, handler), endpoint(network, host="10.0.0.2") as phone:
            registration = phone.register(
                RegisterRequest(
                    registrar=Uri.parse(f"sip:{HOST}"),
                    aor=Uri.parse(f"sip:1001@{REALM}"),
                    credentials=Credentials("1000", PASSWORD),
                )
            )
            with pytest.raises(SessionError) as caught:
                await registration.wait_registered()
            assert caught.value.status == 403
            assert handler.store == {}

    run_virtual(main())


def test_simultaneous_registers_do_not_lose_each_other() -> None:
    async def main() -> None:
        network, handler = Network(), FakeHandler()
        handler.admission = lambda attempt: Admission.public()
        load = handler.bindings

        async def slowly(aor: Aor) -> Sequence[Binding]:
            found = await load(aor)
            await asyncio.sleep(1)
            return found

        handler.bindings = slowly  # type: ignore[method-assign]
        async with endpoint(network, handler):
            peer = ScriptedPeer(network, HOST)
            for n in range(3):
                data = peer.request("REGISTER", call_id=f"c{n}", user="1000")
                peer.send(data.replace(b"<sip:alice@", f"<sip:p{n}@".encode()))
            await asyncio.sleep(5)
            (bindings,) = handler.store.values()
            assert len(bindings) == 3

    run_virtual(main())
