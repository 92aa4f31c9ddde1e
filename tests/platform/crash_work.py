"""What is done on a platform that dies again and again: each request is repeated with its
idempotency key until there is an answer, as a careful client does.
"""

import asyncio
import contextlib
import itertools
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
import httpx2

from tests.media.node.phones import Phone
from tests.platform.api import Api, Json, reason_of
from tests.platform.crash_process import MortalProcess
from tests.platform.crash_watchers import channel_to
from tests.platform.stage import SOURCE, action
from voipbin.core.ids import new_id
from voipbin.media.softphone import Behaviour, PhoneSettings

_PAUSE_S = 0.05
"Between two jobs that begin."
_MOST = 12
"Jobs at once, those that wait for a key left out."
_AGAIN_S = 0.3
_KEY_AGAIN_S = 1.0
_ANSWER_S = 10.0
_FIRST_NUMBER = 15_553_000_000
NUMBERS = 5000
IN_USE = "IDEMPOTENCY_KEY_IN_USE"
LOST = "IDEMPOTENCY_ANSWER_LOST"
_GONE = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.UNKNOWN,
}


class NotAnswered(Exception):
    """The platform died, or is not there."""


class AnswerLost(Exception):
    """It was done, but nobody knows the answer any more."""


def numbers_for_sale() -> str:
    """The file of the pool."""
    return "".join(f"+{_FIRST_NUMBER + index},US\n" for index in range(NUMBERS))


class Work:
    """Tags by gRPC, numbers by REST, and calls with recordings."""

    def __init__(self, process: MortalProcess, rng: random.Random) -> None:
        self.tags: set[str] = set()
        "Names of what was asked for."
        self.numbers: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self._process = process
        self._rng = rng
        self._serial = itertools.count()
        self._channel = channel_to(process)
        self._http = httpx2.AsyncClient(trust_env=False, timeout=_ANSWER_S)
        self._slots = asyncio.Semaphore(_MOST)
        self._jobs: set[asyncio.Task[None]] = set()
        self._spawner: asyncio.Task[None] | None = None
        self._phone: Phone | None = None

    @property
    def api(self) -> Api:
        """By gRPC."""
        return Api(self._channel, self._process.facts["demo"]["accesskey"])

    async def start(self) -> None:
        """Begins, and goes on whatever becomes of the platform."""
        settings = PhoneSettings(
            user="bob",
            domain="elsewhere.test",
            register=False,
            proxy=f"udp:{self._process.address('sip')}",
            behaviour=Behaviour(answer_after_ms=0),
        )
        self._phone = Phone(settings)
        await self._phone.start()
        self._spawner = asyncio.create_task(self._spawn(), name="crash work")

    async def finish(self, wait_s: float) -> None:
        """Begins nothing more and waits for what is under way; the platform has to be there."""
        assert self._spawner is not None
        self._spawner.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._spawner
        if self._jobs:
            _, late = await asyncio.wait(self._jobs, timeout=wait_s)
            self.faults += [f"{job.get_name()} was never answered" for job in late]

    async def close(self) -> None:
        """Ends what is left."""
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)
        if self._phone is not None:
            await self._phone.close()
        await self._http.aclose()
        await self._channel.close(None)

    async def _spawn(self) -> None:
        jobs = (self._tag, self._tag, self._number, self._number, self._call)
        while True:
            await self._slots.acquire()
            work = self._rng.choice(jobs)
            job = asyncio.create_task(self._do(work), name=work.__name__)
            self._jobs.add(job)
            job.add_done_callback(self._jobs.discard)
            await asyncio.sleep(_PAUSE_S)

    async def _do(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except AnswerLost:
            self.counts["answers lost"] += 1
        except Exception as error:
            self.faults.append(f"{work.__name__}: {error!r}"[:500])
        finally:
            self._slots.release()

    async def _tag(self) -> None:
        name = f"tag {next(self._serial)}"
        self.tags.add(name)
        keyed = self.api.keyed(new_id())

        async def create() -> Json:
            return await _by_grpc(keyed("TagService.CreateTag", name=name))

        tag = await self._answered(create)
        if (await self._answered(create))["id"] != tag["id"]:
            self.faults.append(f"{name} was made twice")
        for turn in range(self._rng.randrange(4)):
            await self._change(tag["id"], f"{name}, changed {turn}")
        self.counts["tags"] += 1

    async def _change(self, id: str, detail: str) -> None:
        keyed = self.api.keyed(new_id())
        name = detail.partition(",")[0]
        await self._answered(
            lambda: _by_grpc(keyed("TagService.UpdateTag", id=id, name=name, detail=detail))
        )

    async def _number(self) -> None:
        number = f"+{_FIRST_NUMBER + next(self._serial) % NUMBERS}"
        if number in self.numbers:
            return
        self.numbers.add(number)
        key = new_id()

        async def buy() -> Json:
            return await self._by_rest("/numbers", {"number": number, "type": "normal"}, key)

        bought = await self._answered(buy)
        if (await self._answered(buy))["id"] != bought["id"]:
            self.faults.append(f"{number} was bought twice")
        self.counts["numbers"] += 1

    async def _call(self) -> None:
        actions = [
            action("recording_start"),
            action("sleep", duration=self._rng.randrange(200, 1500)),
            action("hangup"),
        ]
        assert self._phone is not None
        target = str(self._phone.address).removeprefix("sip:")
        body = {
            "source": SOURCE,
            "destinations": [{"type": "sip", "target": target}],
            "actions": actions,
        }
        with contextlib.suppress(NotAnswered):
            await _by_grpc(self.api("CallService.CreateCalls", **body))
            self.counts["calls"] += 1

    async def _answered(self, ask: Callable[[], Awaitable[Json]]) -> Json:
        while True:
            try:
                return await ask()
            except NotAnswered as error:
                is_key = str(error) == IN_USE
                self.counts["waits for a key" if is_key else "repeats"] += 1
                if not is_key:
                    await asyncio.sleep(_AGAIN_S)
                    continue
                # Who waits for a key, up to a minute, lets others work.
                self._slots.release()
                await asyncio.sleep(_KEY_AGAIN_S)
                await self._slots.acquire()

    async def _by_rest(self, path: str, body: Json, key: str) -> Json:
        url = f"http://{self._process.address('http')}/v1.0{path}"
        params = {"accesskey": self._process.facts["demo"]["accesskey"]}
        try:
            answer = await self._http.post(
                url, json=body, params=params, headers={"idempotency-key": key}
            )
            found: Any = answer.json()
        except (httpx2.TransportError, ValueError) as error:
            raise NotAnswered(repr(error)) from None
        if answer.status_code == 200:
            return dict(found)
        reason = found["error"]["reason"]
        raise _refusal(reason, answer.status_code in (500, 503), f"{found}")


async def _by_grpc(call: Awaitable[Json]) -> Json:
    try:
        return await call
    except grpc.aio.AioRpcError as error:
        raise _refusal(reason_of(error), error.code() in _GONE, f"{error.details()}") from None


def _refusal(reason: str, is_gone: bool, told: str) -> Exception:
    if reason == LOST:
        return AnswerLost(told)
    if is_gone or reason == IN_USE:
        return NotAnswered(reason)
    return AssertionError(f"refused: {reason} {told}")
