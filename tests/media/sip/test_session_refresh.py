"""Session refreshes that fail (RFC 4028 10), on virtual time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from voipbin.media.sip import OutgoingCall
from voipbin.media.sip.message import Request

from .script import SDP
from .stage import Caller, caller
from .virtual_time import run_virtual

INTERVAL_S = 300
REFRESH_S = 150.0
GIVE_UP_S = 268.0
BOTH = pytest.mark.parametrize("method", ["UPDATE", "INVITE"])


class Refreshing(Caller):
    """A call whose session we keep alive by one method."""

    call: OutgoingCall
    method: str
    begun_s: float

    @property
    def age_s(self) -> float:
        return asyncio.get_running_loop().time() - self.begun_s

    async def refresh(self, at_s: float, method: str = "", slack_s: float = 0.1) -> Request:
        """The next one, which has to come at that age of the session."""
        request = await self.peer.request_of(method or self.method, skip=("ACK",))
        assert self.age_s == pytest.approx(at_s, abs=slack_s)
        return request

    def accept(self, request: Request, interval_s: int = INTERVAL_S) -> None:
        body = SDP if request.method == "INVITE" else b""
        self.peer.respond(request, 200, body=body, extra=self.lines(interval_s))

    def lines(self, interval_s: int = INTERVAL_S) -> tuple[tuple[str, str], ...]:
        allowed = "INVITE, UPDATE" if self.method == "UPDATE" else "INVITE"
        return (("Allow", allowed), ("Session-Expires", f"{interval_s};refresher=uac"))

    async def ends(self, at_s: float) -> None:
        assert (await self.call.wait_ended()).kind == "timeout"
        assert self.age_s == pytest.approx(at_s, abs=0.2)
        await self.peer.expect("BYE", skip=("ACK", self.method))


@contextlib.asynccontextmanager
async def refreshing(method: str) -> AsyncIterator[Refreshing]:
    async with caller() as made:
        stage = Refreshing(made.sip, made.network)
        stage.call, stage.method = stage.dial(), method
        invite = await stage.peer.request_of("INVITE")
        stage.peer.respond(invite, 200, body=SDP, extra=stage.lines())
        await stage.peer.expect("ACK")
        await stage.call.wait_answered()
        stage.begun_s = asyncio.get_running_loop().time()
        yield stage


@BOTH
@pytest.mark.parametrize(
    ("status", "after", "pause_s"),
    [(500, "", 3), (503, "20", 20), (503, "0", 3), (480, "50", 50), (488, "", 3), (403, "", 3)],
)
def test_a_refusal_is_not_the_end(method: str, status: int, after: str, pause_s: float) -> None:
    async def main() -> None:
        async with refreshing(method) as stage:
            extra = (("Retry-After", after),) if after else ()
            stage.peer.respond(await stage.refresh(REFRESH_S), status, extra=extra)
            stage.accept(await stage.refresh(REFRESH_S + pause_s))
            await stage.refresh(REFRESH_S + pause_s + REFRESH_S)
            assert stage.call.ended is None

    run_virtual(main())


@BOTH
def test_each_pause_is_longer_until_there_is_no_time(method: str) -> None:
    async def main() -> None:
        async with refreshing(method) as stage:
            for pauses in range(6):  # 3, 6, 12, 24, 48 s
                at_s = REFRESH_S + 3 * (2**pauses - 1)
                stage.peer.respond(await stage.refresh(at_s), 500)
            await stage.ends(GIVE_UP_S)

    run_virtual(main())


@BOTH
def test_pauses_begin_anew_after_a_success(method: str) -> None:
    async def main() -> None:
        async with refreshing(method) as stage:
            stage.peer.respond(await stage.refresh(150), 500)
            stage.peer.respond(await stage.refresh(153), 500)
            stage.accept(await stage.refresh(159))
            stage.peer.respond(await stage.refresh(309), 500)
            stage.accept(await stage.refresh(312))

    run_virtual(main())


@BOTH
def test_rfc3261_14_1_glare(method: str) -> None:
    async def main() -> None:
        async with refreshing(method) as stage:
            stage.peer.respond(await stage.refresh(REFRESH_S), 491)
            again = await stage.refresh(REFRESH_S + 3.05, slack_s=1.0)
            stage.accept(again)

    run_virtual(main())


@BOTH
def test_7_4_an_interval_that_is_too_small(method: str) -> None:
    async def main() -> None:
        async with refreshing(method) as stage:
            stage.peer.respond(await stage.refresh(150), 422, extra=(("Min-SE", "360"),))
            again = await stage.refresh(150)
            assert again.headers.get("Session-Expires") == "360;refresher=uac"
            assert again.headers.get("Min-SE") == "360"
            stage.accept(again, 360)
            next_one = await stage.refresh(150 + 180)
            assert next_one.headers.get("Min-SE") == "360"

    run_virtual(main())


@BOTH
def test_422_that_asks_for_nothing_is_not_answered_at_once(method: str) -> None:
    async def main() -> None:
        async with refreshing(method) as stage:
            stage.peer.respond(await stage.refresh(150), 422, extra=(("Min-SE", "300"),))
            stage.accept(await stage.refresh(153))

    run_virtual(main())


@pytest.mark.parametrize("status", [405, 501])
def test_a_peer_that_takes_no_update_after_all(status: int) -> None:
    async def main() -> None:
        async with refreshing("UPDATE") as stage:
            stage.peer.respond(await stage.refresh(150), status)
            stage.accept(await stage.refresh(150, "INVITE"))
            await stage.refresh(300, "INVITE")

    run_virtual(main())


@BOTH
@pytest.mark.parametrize("status", [408, 481])
def test_a_peer_that_does_not_know_the_call(method: str, status: int) -> None:
    async def main() -> None:
        async with refreshing(method) as stage:
            stage.peer.respond(await stage.refresh(150), status)
            await stage.ends(150)

    run_virtual(main())


@BOTH
def test_silence(method: str) -> None:
    async def main() -> None:
        async with refreshing(method) as stage:
            await stage.ends(150 + 32)

    run_virtual(main())


@BOTH
def test_a_last_word_is_believed(method: str) -> None:
    """6xx: and the call ends a little before its time, although it is ours to refresh."""

    async def main() -> None:
        async with refreshing(method) as stage:
            stage.peer.respond(await stage.refresh(150), 603)
            await stage.ends(GIVE_UP_S)

    run_virtual(main())


@BOTH
def test_an_answer_after_the_end_changes_nothing(method: str) -> None:
    async def main() -> None:
        async with refreshing(method) as stage:
            refresh = await stage.refresh(150)
            stage.call.hang_up()
            await stage.call.wait_ended()
            bye = await stage.peer.request_of("BYE")
            stage.peer.respond(bye, 200)
            await asyncio.sleep(0.1)
            del stage.call
            stage.peer.respond(refresh, 500)
            await asyncio.sleep(300)
            names = stage.network.names("10.0.0.1")
            assert names.count(method) == (1 if method == "UPDATE" else 2)

    run_virtual(main())
