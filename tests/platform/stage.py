"""A running platform, clients of its API and telephones registered with it."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from tests.media.node.phones import Phone
from tests.platform.api import WAIT_S, Api, Json, Timeline
from voipbin.core.ids import new_id
from voipbin.core.number.model import NumberRow
from voipbin.core.serve.platform import Platform
from voipbin.core.serve.seed import DEMO_CUSTOMER_ID
from voipbin.core.settings import Settings
from voipbin.media.softphone import Behaviour, PhoneSettings

HEX_TO_DIGITS = str.maketrans("abcdef", "012345")
SOURCE = {"type": "tel", "target": "+15550100000"}
"The demo tenant's own number."


class Stage:
    """What a scenario needs."""

    def __init__(self, api: Api, sip: str, domain: str, folder: Path) -> None:
        self.api = api
        self.sip = sip
        self.domain = domain
        self.folder = folder
        self.timeline = Timeline(api)
        self._phones: list[Phone] = []
        self._numbers = itertools.count(4000)

    def number_from(self, first: int) -> None:
        """Extensions made from now on have numbers from this one on."""
        self._numbers = itertools.count(first)

    async def phone(self, behaviour: Behaviour | None = None, **settings: Any) -> Phone:
        """A registered phone of a new extension, or of `user` when it is named."""
        user = settings.pop("user", "") or await self.extension()
        phone = Phone(
            PhoneSettings(
                user=user,
                password=settings.pop("password", f"secret-{user}"),
                domain=settings.pop("domain", self.domain),
                proxy=settings.pop("proxy", f"udp:{self.sip}"),
                behaviour=behaviour or Behaviour(answer_after_ms=0),
                **settings,
            )
        )
        self._phones.append(phone)
        await phone.start()
        return phone

    async def stranger(self, user: str = "+4930123456") -> Phone:
        """A phone of somebody else, which registers nowhere."""
        return await self.phone(user=user, password="", domain="elsewhere.test", register=False)

    async def extension(self) -> str:
        """A new extension; its password is secret-<number>."""
        number = str(next(self._numbers))
        await self.api(
            "ExtensionService.CreateExtension", extension=number, password=f"secret-{number}"
        )
        return number

    async def dial(self, to: Phone | Json, actions: Sequence[Json] = (), **fields: Any) -> Json:
        """Call a phone or an address by the API; the first call that came of it."""
        destination = {"type": "extension", "target": user_of(to)} if isinstance(to, Phone) else to
        body = {"source": SOURCE, "destinations": [destination], "actions": list(actions)}
        answer = await self.api("CallService.CreateCalls", **(body | fields))
        if answer["calls"]:
            first: Json = answer["calls"][0]
            return first
        return await self.api.call(answer["groupcalls"][0]["call_ids"][0])

    async def incoming(self, of: Phone) -> Json:
        """The call that a phone made, as the platform knows it."""
        number = user_of(of)
        return await self.timeline.wait(
            "call_created",
            lambda body: (
                body["direction"] == "incoming" and body["source"]["target_name"] == number
            ),
        )

    async def leg(self, of: Json, index: int = 0) -> Json:
        """A call that was dialled for another."""
        await self.timeline.wait(
            "call_updated",
            lambda body: body["id"] == of["id"] and len(body["chained_call_ids"]) > index,
        )
        master = await self.api.call(of["id"])
        return await self.api.call(master["chained_call_ids"][index])

    async def ended(self, call: Json, *, wait_s: float = WAIT_S) -> Json:
        """A call after its end and the end of its activeflow."""
        body = await self.timeline.call(call["id"], "hangup", wait_s=wait_s)
        await self.flow_ended(call["activeflow_id"])
        return body

    async def flow_ended(self, activeflow_id: str, *, wait_s: float = WAIT_S) -> Json:
        """An activeflow after its end."""
        return await self.timeline.wait(
            "activeflow_updated",
            lambda body: body["id"] == activeflow_id and body["status"] == "ended",
            wait_s=wait_s,
        )

    async def polled(self, operation: str, /, is_so: Callable[[Json], bool], **fields: Any) -> Json:
        """What an operation answers once it is as wanted, for changes without an event."""
        async with asyncio.timeout(WAIT_S):
            while not is_so(answer := await self.api(operation, **fields)):
                await asyncio.sleep(0.02)
        return answer

    async def leave(self) -> None:
        """Close the phones."""
        phones, self._phones = self._phones, []
        await asyncio.gather(*(phone.close() for phone in phones))


class LocalStage(Stage):
    """A platform in this process, its media process beside it."""

    def __init__(self, platform: Platform, folder: Path) -> None:
        assert platform.demo is not None
        udp = next(a for a in platform.addresses.sip if a.startswith("udp:"))
        super().__init__(
            Api(platform.channel, platform.demo.accesskey),
            udp.removeprefix("udp:"),
            platform.demo.extensions[0].domain,
            folder,
        )
        self.platform = platform

    async def number(self, flow_id: str) -> str:
        """A new number of the demo tenant that runs a flow."""
        number = NumberRow(
            id=new_id(),
            customer_id=DEMO_CUSTOMER_ID,
            number=f"+1555{new_id()[-6:].translate(HEX_TO_DIGITS)}",
            call_flow_id=flow_id,
            tm_create=0,
        )
        table: Any = NumberRow.__table__  # type: ignore[attr-defined]
        async with self.platform.engines.store.writing() as work:
            values = {column.name: getattr(number, column.name) for column in table.c}
            await work.execute(insert(table).values(**values))
        return number.number

    async def idle(self) -> None:
        """Wait until no call and no run is left, and nothing of them either."""
        engines = self.platform.engines
        await eventually(
            lambda: (
                not list(engines.calls)
                and not engines.activeflows.running
                and not engines.bridges.open_ones
                and not engines.calls.tasks
            ),
            lambda: (
                f"calls {[live.row.status for live in engines.calls]}, "
                f"runs {engines.activeflows.running}, bridges {engines.bridges.open_ones}, "
                f"tasks {engines.calls.tasks}"
            ),
        )


def settings_for(folder: Path, **changes: Any) -> Settings:
    """A platform on free ports of loopback."""
    free = "127.0.0.1:0"
    wanted: dict[str, Any] = {
        "data_dir": folder,
        "http": free,
        "grpc": free,
        "media": free,
        "sip": free,
        "dev": True,
        "grace_s": 5.0,
        # Tests begin calls faster than anybody dials.
        "dial_calls_per_second": 1000,
        "dial_concurrent_calls": 1000,
    }
    return Settings(**(wanted | changes))


def user_of(phone: Phone) -> str:
    """Its extension."""
    return phone.address.user or ""


def action(type: str, **option: Any) -> Json:
    """One action of a flow."""
    id = option.pop("id", "")
    next_id = option.pop("next_id", "")
    return {"type": type, "option": option, "id": id, "next_id": next_id}


async def eventually(is_so: Callable[[], bool], complaint: Callable[[], str]) -> None:
    """Wait until something is so that tells nobody when it becomes so."""
    try:
        async with asyncio.timeout(WAIT_S):
            while not is_so():
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(complaint()) from None


MakeStage = Callable[..., Awaitable[LocalStage]]
