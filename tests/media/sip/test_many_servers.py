"""How many servers a call is offered to, and how often its INVITE is changed for one of them."""

import asyncio

import pytest

from voipbin.media.sip import Credentials, RegisterRequest, Uri
from voipbin.media.sip.draft import MAX_AMENDED
from voipbin.media.sip.message import Request
from voipbin.media.sip.outgoing import MAX_SERVERS
from voipbin.media.sip.redirection import Redirects
from voipbin.media.sip.registration import RegistrationState
from voipbin.media.sip.transport.names import Srv

from .fake_names import FakeNames
from .script import SDP, ScriptedPeer
from .stage import HOST, Caller, caller
from .virtual_time import run_virtual

TEN = [f"10.0.1.{number}" for number in range(10)]
MANY = FakeNames(
    {f"s{number}.example": [host] for number, host in enumerate(TEN)},
    {
        "_sip._udp.many.example": [
            Srv(number, 0, 5060, f"s{number}.example") for number in range(len(TEN))
        ]
    },
)
LOGIN = Credentials("trunk", "pw")


def challenge(nonce: str, stale: bool = False) -> tuple[tuple[str, str], ...]:
    more = ", stale=true" if stale else ""
    return (("WWW-Authenticate", f'Digest realm="r", nonce="{nonce}", qop="auth"{more}'),)


def test_they_leave_enough_tries_for_a_login() -> None:
    async def main() -> None:
        async with caller(names=MANY) as stage:
            peers = [ScriptedPeer(stage.network, HOST, host) for host in TEN]
            call = stage.dial("sip:+1@many.example;transport=udp", credentials=LOGIN)
            for peer in peers[:9]:
                peer.respond(await peer.request_of("INVITE"), 503)
            last = peers[9]
            last.respond(await last.request_of("INVITE"), 401, extra=challenge("n"))
            again = await last.request_of("INVITE", skip=("ACK",))
            assert 'nonce="n"' in (again.headers.get("Authorization") or "")
            last.respond(again, 200, body=SDP)
            await call.wait_answered()

    run_virtual(main())


def test_each_may_have_nonces_of_its_own() -> None:
    async def main() -> None:
        async with caller(names=MANY) as stage:
            peers = [ScriptedPeer(stage.network, HOST, host) for host in TEN]
            call = stage.dial("sip:+1@many.example;transport=udp", credentials=LOGIN)
            for number, status in enumerate((503, 503, 404)):
                peer, nonce = peers[number], f"n{number}"
                first = await peer.request_of("INVITE")
                peer.respond(first, 401, extra=challenge(nonce))
                signed = await peer.request_of("INVITE", skip=("ACK",))
                assert f'nonce="{nonce}"' in (signed.headers.get("Authorization") or "")
                peer.respond(signed, status)
            assert (await call.wait_ended()).status == 404

    run_virtual(main())


def test_there_is_an_end_of_servers() -> None:
    """Redirections name the same ten again and again."""

    async def main() -> None:
        async with caller(names=MANY) as stage:
            peers = [ScriptedPeer(stage.network, HOST, host) for host in TEN]
            target = "sip:+1@many.example;transport=udp"
            call = stage.dial(target, redirects=Redirects.HOST)
            others = ", ".join(
                f"<sip:{user}@many.example;transport=udp>" for user in ("a", "b", "c")
            )
            first = await peers[0].request_of("INVITE")
            peers[0].respond(first, 302, extra=(("Contact", others),))
            asked = 1
            while call.ended is None:
                waiting = [peer for peer in peers if not peer.inbox.empty()]
                for peer in waiting:
                    message = await peer.inbox.get()
                    if isinstance(message, Request) and message.method == "INVITE":
                        asked += 1
                        peer.respond(message, 503)
                await asyncio.sleep(0.1)
            assert (asked, call.ended.status) == (MAX_SERVERS, 503)

    run_virtual(main())


def test_there_is_an_end_of_changes() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(credentials=LOGIN), stage.peer
            asked = 0
            while call.ended is None:
                invite = await peer.request_of("INVITE", skip=("ACK",))
                asked += 1
                peer.respond(invite, 401, extra=challenge(f"n{asked}", stale=asked > 1))
                await asyncio.sleep(0.1)
            assert (asked, call.ended.status) == (1 + MAX_AMENDED, 401)

    run_virtual(main())


async def move(stage: Caller, method: str) -> None:
    """The first server challenges a request, and has no time for it then; so the second one."""
    first, second = (ScriptedPeer(stage.network, HOST, host) for host in TEN[:2])
    for peer, nonce, status in ((first, "n0", 503), (second, "n1", 200)):
        request = await peer.request_of(method)
        peer.respond(request, 401, extra=challenge(nonce))
        signed = await peer.request_of(method)
        assert f'nonce="{nonce}"' in (signed.headers.get("Authorization") or "")
        peer.respond(signed, status, extra=(("Contact", str(signed.headers.get("Contact"))),))


def test_a_registrar_in_the_place_of_another() -> None:
    async def main() -> None:
        async with caller(names=MANY) as stage:
            registration = stage.sip.register(
                RegisterRequest(
                    registrar=Uri.parse("sip:many.example;transport=udp"),
                    aor=Uri.parse("sip:trunk@many.example"),
                    credentials=LOGIN,
                )
            )
            await move(stage, "REGISTER")
            await registration.wait_registered()

    run_virtual(main())


def test_a_silent_registrar_leaves_time_for_the_next() -> None:
    """Timer F, and the registration still lasts (RFC 3263 4.3)."""

    async def main() -> None:
        async with caller(names=MANY) as stage:
            states: list[RegistrationState] = []
            first, second = (ScriptedPeer(stage.network, HOST, host) for host in TEN[:2])
            stage.sip.register(
                RegisterRequest(
                    registrar=Uri.parse("sip:many.example;transport=udp"),
                    aor=Uri.parse("sip:trunk@many.example"),
                    expires_s=180,
                ),
                lambda state, _: states.append(state),
            )
            register = await first.request_of("REGISTER")
            first.respond(register, 200, extra=granted(register))
            loop = asyncio.get_running_loop()
            until_s = loop.time() + 180
            again = await second.request_of("REGISTER")
            assert until_s - loop.time() == pytest.approx(60 - 32, abs=0.1)
            second.respond(again, 200, extra=granted(again))
            await asyncio.sleep(10)
            assert set(states) == {RegistrationState.REGISTERED}

    run_virtual(main())


def granted(register: Request) -> tuple[tuple[str, str], ...]:
    return (("Contact", f"{register.headers.get('Contact')};expires=180"),)
