"""How soon a call goes to the next server, what becomes of the one it left, and who is avoided."""

import asyncio
from collections.abc import Sequence

import pytest

from voipbin.media.sip import Flow, HostPort
from voipbin.media.sip.failed_servers import (
    AVOIDED_S,
    MAX_RETRY_AFTER_S,
    FailedServers,
    retry_after_s,
)
from voipbin.media.sip.headers import Headers
from voipbin.media.sip.message import Request, Response

from .script import SDP, ScriptedPeer
from .stage import Caller, caller
from .test_servers import FIRST, PAIR, SECOND, TARGET, second
from .virtual_time import ManualClock, run_virtual

PATIENCE_S = 4.0


def to(stage: Caller, host: str) -> list[str]:
    """What was sent to a server."""
    return [sent.name for sent in stage.network.log if sent.target.host == host]


async def left_for(stage: Caller, other: ScriptedPeer) -> tuple[Request, Request]:
    """The INVITE that the first server left unanswered, and that to the second."""
    invite = await other.request_of("INVITE")
    first = await stage.peer.request_of("INVITE")
    while not stage.peer.inbox.empty():
        await stage.peer.expect("INVITE")
    return first, invite


class TestSilence:
    """RFC 3263 4.3."""

    def test_the_next_server_is_asked_soon(self) -> None:
        async def main() -> None:
            async with caller(names=PAIR) as stage:
                other = second(stage)
                call = stage.dial(TARGET)
                invite = await other.request_of("INVITE")
                assert asyncio.get_running_loop().time() == pytest.approx(PATIENCE_S, abs=0.1)
                other.respond(invite, 486)
                await other.expect("ACK")
                assert (await call.wait_ended()).status == 486

        run_virtual(main())

    def test_how_soon_is_a_setting(self) -> None:
        async def main() -> None:
            async with caller(names=PAIR, server_patience_s=1.5) as stage:
                stage.dial(TARGET)
                await second(stage).request_of("INVITE")
                assert asyncio.get_running_loop().time() == pytest.approx(1.5, abs=0.1)

        run_virtual(main())

    def test_the_silent_one_gets_no_more_copies(self) -> None:
        async def main() -> None:
            async with caller(names=PAIR) as stage:
                other = second(stage)
                stage.dial(TARGET)
                other.respond(await other.request_of("INVITE"), 180)
                await asyncio.sleep(40)
                assert to(stage, FIRST) == ["INVITE"] * 4, "at 0, 0.5, 1.5 and 3.5 s"

        run_virtual(main())

    def test_the_last_server_has_all_of_timer_b(self) -> None:
        async def main() -> None:
            async with caller(names=PAIR) as stage:
                call = stage.dial(TARGET)
                last = await call.wait_ended()
                assert (last.kind, last.status) == ("timeout", 408)
                assert asyncio.get_running_loop().time() == pytest.approx(36, abs=0.2)

        run_virtual(main())

    def test_the_last_server_before_another_way(self) -> None:
        """Whoever has a further route does not wait for timer B."""

        async def main() -> None:
            async with caller() as stage:
                last = await stage.dial(has_alternative=True).wait_ended()
                assert (last.kind, last.status) == ("timeout", 408)
                assert asyncio.get_running_loop().time() == pytest.approx(PATIENCE_S, abs=0.1)

        run_virtual(main())

    def test_one_that_is_known_to_be_silent_costs_less(self) -> None:
        """For a minute after it was tried last."""

        async def main() -> None:
            loop = asyncio.get_running_loop()
            async with caller() as stage:
                for pause_s, costs_s in ((0, 4), (0, 1), (58, 1), (61, 4)):
                    await asyncio.sleep(pause_s)
                    began_s = loop.time()
                    await stage.dial(has_alternative=True).wait_ended()
                    assert loop.time() - began_s == pytest.approx(costs_s, abs=0.1)

        run_virtual(main())

    @pytest.mark.parametrize("status", [100, 180])
    def test_one_that_said_anything_is_waited_for(self, status: int) -> None:
        async def main() -> None:
            async with caller(names=PAIR) as stage:
                call = stage.dial(TARGET)
                invite = await stage.peer.request_of("INVITE")
                await asyncio.sleep(3.9)
                stage.peer.respond(invite, status)
                await asyncio.sleep(20)
                assert to(stage, SECOND) == []
                stage.peer.respond(invite, 200, body=SDP)
                await call.wait_answered()

        run_virtual(main())

    def test_a_caller_who_gave_up_meanwhile(self) -> None:
        """Nobody else is called, and the CANCEL still waits for a provisional response (9.1)."""

        async def main() -> None:
            async with caller(names=PAIR) as stage:
                call = stage.dial(TARGET)
                invite = await stage.peer.request_of("INVITE")
                call.hang_up(16)
                await asyncio.sleep(6)
                stage.peer.respond(invite, 180)
                skip = ("INVITE",)
                cancel = await stage.peer.request_of("CANCEL", skip=skip)
                assert cancel.headers.get("Reason") == 'Q.850;cause=16;text="cancelled"'
                assert to(stage, SECOND) == []

        run_virtual(main())


class TestLateAnswer:
    """Of a server that was left: it must neither ring on nor talk to nobody."""

    @pytest.mark.parametrize("status", [100, 180, 183])
    def test_rfc3261_9_provisional(self, status: int) -> None:
        async def main() -> None:
            async with caller(names=PAIR) as stage:
                other = second(stage)
                call = stage.dial(TARGET)
                first, invite = await left_for(stage, other)
                stage.peer.respond(first, status)
                stage.peer.respond(first, status)
                cancel = await stage.peer.request_of("CANCEL")
                assert str(cancel.via) == str(first.via)
                assert cancel.cseq.number == first.cseq.number
                stage.peer.respond(cancel, 200)
                stage.peer.respond(first, 487)
                ack = await stage.peer.request_of("ACK")
                assert ack.cseq.number == first.cseq.number
                assert stage.kinds == [], "it is not the call that rings"
                other.respond(invite, 200, body=SDP)
                await call.wait_answered()
                await asyncio.sleep(40)
                assert to(stage, FIRST) == ["INVITE"] * 4 + ["CANCEL", "ACK"]
                assert stage.kinds == ["Answered"]

        run_virtual(main())

    @pytest.mark.parametrize("is_up", [True, False])
    def test_rfc3261_13_2_2_4_success(self, is_up: bool) -> None:
        async def main() -> None:
            async with caller(names=PAIR) as stage:
                other = second(stage)
                call = stage.dial(TARGET)
                first, invite = await left_for(stage, other)
                if is_up:
                    other.respond(invite, 200, body=SDP)
                    await call.wait_answered()
                response = stage.peer.respond(first, 200, body=SDP, tag="late")
                ack = await stage.peer.request_of("ACK")
                bye = await stage.peer.request_of("BYE")
                assert (ack.cseq.number, ack.to.tag) == (first.cseq.number, "late")
                assert (bye.to.tag, bye.call_id) == ("late", first.call_id)
                assert bye.cseq.number > first.cseq.number
                await asyncio.sleep(1)
                stage.peer.send(response)
                await stage.peer.expect("ACK", skip=("BYE",))
                stage.peer.respond(bye, 200)
                assert call.ended is None
                if not is_up:
                    other.respond(invite, 200, body=SDP)
                    await call.wait_answered()
                assert call.remote.tag == "peer"
                assert stage.kinds == ["Answered"]

        run_virtual(main())

    def test_a_cancel_that_crosses_the_answer(self) -> None:
        async def main() -> None:
            async with caller(names=PAIR) as stage:
                other = second(stage)
                stage.dial(TARGET)
                first, _ = await left_for(stage, other)
                stage.peer.respond(first, 180)
                stage.peer.respond(first, 200, body=SDP)
                await stage.peer.expect("CANCEL")
                await stage.peer.expect("ACK")
                await stage.peer.expect("BYE")

        run_virtual(main())

    def test_refusal(self) -> None:
        async def main() -> None:
            async with caller(names=PAIR) as stage:
                other = second(stage)
                call = stage.dial(TARGET)
                first, invite = await left_for(stage, other)
                stage.peer.respond(first, 486)
                await stage.peer.expect("ACK")
                assert call.ended is None
                other.respond(invite, 200, body=SDP)
                await call.wait_answered()

        run_virtual(main())

    def test_nothing_is_left_behind(self) -> None:
        """Not even by a server that rings and then never ends its INVITE."""

        async def main() -> None:
            async with caller(names=PAIR) as stage:
                other = second(stage)
                call = stage.dial(TARGET)
                first, invite = await left_for(stage, other)
                stage.peer.respond(first, 180)
                other.respond(invite, 486)
                await call.wait_ended()
                assert not stage.sip.sessions
                await asyncio.sleep(70)
                assert stage.sip.counters["transactions"] == 0

        run_virtual(main())


class TestMemory:
    """Who failed is tried last for a while (RFC 3263 4.3, RFC 3261 21.5.4)."""

    @staticmethod
    async def first_asked(stage: Caller) -> str:
        """Which server a new call goes to; it is given up at once."""
        before = len(stage.network.log)
        call = stage.dial(TARGET)
        await asyncio.sleep(0.1)
        call.hang_up()
        hosts = [s.target.host for s in stage.network.log[before:] if s.name == "INVITE"]
        return hosts[0]

    def test_a_silent_server(self) -> None:
        async def main() -> None:
            async with caller(names=PAIR) as stage:
                other = second(stage)
                stage.dial(TARGET)
                _, invite = await left_for(stage, other)
                other.respond(invite, 486)
                assert await self.first_asked(stage) == SECOND
                await asyncio.sleep(AVOIDED_S)
                assert await self.first_asked(stage) == FIRST, "it may be back"

        run_virtual(main())

    @pytest.mark.parametrize(
        ("written", "avoided_s"),
        [
            ("", AVOIDED_S),
            ("10", 10),
            ("300 (maintenance)", 300),
            ("300;duration=3600", 300),
            ("0", 0),
            ("86400", MAX_RETRY_AFTER_S),
            ("soon", AVOIDED_S),
            ("-5", AVOIDED_S),
        ],
    )
    def test_rfc3261_21_5_4_retry_after(self, written: str, avoided_s: float) -> None:
        async def main() -> None:
            async with caller(names=PAIR) as stage:
                other = second(stage)
                stage.dial(TARGET)
                extra = (("Retry-After", written),) if written else ()
                refused = await stage.peer.request_of("INVITE")
                stage.peer.respond(refused, 503, extra=extra)
                other.respond(await other.request_of("INVITE"), 486)
                loop = asyncio.get_running_loop()
                until_s = loop.time() + avoided_s
                if avoided_s:
                    await asyncio.sleep(avoided_s - 1)
                    assert await self.first_asked(stage) == SECOND
                await asyncio.sleep(until_s - loop.time())
                assert await self.first_asked(stage) == FIRST

        run_virtual(main())

    def test_whoever_is_back_first_is_tried_first(self) -> None:
        """All are away: somebody has to be asked."""

        async def main() -> None:
            async with caller(names=PAIR) as stage:
                other = second(stage)
                call = stage.dial(TARGET)
                for peer, after in ((stage.peer, "200"), (other, "100")):
                    invite = await peer.request_of("INVITE")
                    peer.respond(invite, 503, extra=(("Retry-After", after),))
                assert (await call.wait_ended()).status == 503
                assert await self.first_asked(stage) == SECOND

        run_virtual(main())

    def test_it_is_bounded(self) -> None:
        flows = [
            Flow("udp", HostPort("10.0.0.1", 5060), HostPort("10.0.0.2", port))
            for port in range(1, 1102)
        ]
        clock = ManualClock()
        failures = FailedServers(clock)
        for flow in flows:
            failures.note(flow)
        assert failures.until_s(flows[100]) == 0
        assert failures.until_s(flows[101]) == AVOIDED_S
        clock.advance(AVOIDED_S)
        assert failures.until_s(flows[101]) == 0


@pytest.mark.parametrize("values", [[], [""], ["99999999999"], ["5x"]])
def test_what_is_no_retry_after(values: Sequence[str]) -> None:
    headers = Headers()
    for value in values:
        headers.add("Retry-After", value)
    assert retry_after_s(Response(503, "", headers)) is None


def test_a_request_within_a_call_heeds_retry_after() -> None:
    async def main() -> None:
        async with caller(names=PAIR) as stage:
            other = second(stage)
            call = stage.dial(TARGET)
            route = (("Record-Route", "<sip:carrier.example;transport=udp;lr>"),)
            invite = await stage.peer.request_of("INVITE")
            stage.peer.respond(invite, 200, body=SDP, extra=route)
            await stage.peer.expect("ACK")
            await call.wait_answered()
            call.hang_up()
            bye = await stage.peer.request_of("BYE")
            stage.peer.respond(bye, 503, extra=(("Retry-After", "1000"),))
            other.respond(await other.request_of("BYE"), 200)
            await asyncio.sleep(900)
            assert await TestMemory.first_asked(stage) == SECOND

    run_virtual(main())
