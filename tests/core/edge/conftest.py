"""The services behind the dispatcher, without sockets, on virtual time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest_asyncio
from sqlalchemy import update

from tests.fixtures.manual_clock import ManualClock
from voipbin.core.accesskey.model import ACCESSKEY
from voipbin.core.accesskey.room import new_accesskey
from voipbin.core.agent.model import AGENT, AgentRow
from voipbin.core.auth.authenticator import DatabaseAuthenticator
from voipbin.core.auth.tokens import TokenSigner
from voipbin.core.caller import Permission
from voipbin.core.contract.operations import operations
from voipbin.core.customer.model import CUSTOMER, CustomerRow
from voipbin.core.edge.dispatcher import Dispatcher
from voipbin.core.event.log import EventLog
from voipbin.core.ids import new_id
from voipbin.core.local_channel import LocalChannel
from voipbin.core.repository import Repository
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.serve.engines import Engines
from voipbin.core.serve.rooms import RoomKeys, build_rooms
from voipbin.core.serve.wiring import build_engines
from voipbin.core.settings import Settings
from voipbin.core.unit_of_work import Store

METHODS = {spec.title: spec for spec in operations().values()}
Who = tuple[tuple[str, str], ...]


@dataclass
class Core:
    """What a test drives."""

    store: Store
    clock: ManualClock
    dispatcher: Dispatcher
    channel: LocalChannel
    engines: Engines
    signer: TokenSigner

    async def call(self, operation: str, who: Who, /, **fields: Any) -> Any:
        """The answer, or AioRpcError."""
        spec = METHODS[operation]
        return await self.channel.unary_unary(spec.method)(spec.input(**fields), metadata=who)

    async def refused(self, operation: str, who: Who, /, **fields: Any) -> grpc.StatusCode | None:
        """The status; None for a success."""
        try:
            await self.call(operation, who, **fields)
        except grpc.aio.AioRpcError as error:
            return error.code()
        return None

    async def add_customer(self, status: str = "active") -> str:
        """A customer with nobody in it."""
        id = new_id()
        row = CustomerRow(id=id, customer_id=id, status=status, tm_create=self.clock.now_us())
        async with self.store.writing() as work:
            await Repository(CUSTOMER, work, id).add(row)
        return id

    async def add_agent(self, customer_id: str, permission: Permission) -> tuple[str, Who]:
        """(id, credentials) of an agent."""
        row = AgentRow(
            id=new_id(),
            customer_id=customer_id,
            username=new_id(),
            password_hash="",
            permission=int(permission),
            tm_create=self.clock.now_us(),
        )
        async with self.store.writing() as work:
            await Repository(AGENT, work, customer_id).add(row)
        token = self.signer.sign(AGENT.to_json(row), self.clock.now_us())
        return row.id, (("authorization", f"Bearer {token}"),)

    async def add_key(self, customer_id: str, token: str, lives_s: int) -> tuple[str, Who]:
        """(id, credentials) of an access key."""
        row = new_accesskey(token, customer_id, "", "", lives_s, self.clock.now_us())
        async with self.store.writing() as work:
            await Repository(ACCESSKEY, work, customer_id).add(row)
        return row.id, (("accesskey", token),)

    async def change(self, resource: Any, id: str, **values: Any) -> None:
        """Writes past every service, as another process would."""
        table = resource.table
        async with self.store.writing() as work:
            await work.execute(update(table).where(table.c.id == id).values(**values))


@pytest_asyncio.fixture
async def core(store: Store, tmp_path: Path) -> AsyncIterator[Core]:
    clock = ManualClock()
    timed = Store(store.database, clock, EventLog(clock))
    box = SecretsBox(b"k" * 32)
    signer = TokenSigner(box.derive("login tokens"))
    authenticator = DatabaseAuthenticator(timed, signer)
    settings = Settings.model_validate({"data_dir": tmp_path})
    engines = build_engines(timed, settings, box, authenticator, lambda: "http://x", "")
    rooms = build_rooms(engines, RoomKeys(box, signer))
    dispatcher = Dispatcher(rooms, authenticator, timed, box)
    yield Core(timed, clock, dispatcher, LocalChannel(dispatcher), engines, signer)
    await engines.close(0)
