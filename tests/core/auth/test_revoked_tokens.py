"""A new password ends what the old one opened."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from tests.core.edge.conftest import METHODS, Core, Who
from tests.fixtures.mailbox import Mailbox
from voipbin.core.agent.model import AGENT
from voipbin.core.caller import Permission
from voipbin.core.errors import Unavailable
from voipbin.v1 import websocket_pb2

EMAIL = "ada@example.com"
NEW = "correct horse"
GONE = grpc.StatusCode.UNAUTHENTICATED
Open = Callable[[Core, Who], AbstractAsyncContextManager[AsyncIterator[Any]]]
Change = Callable[[Core, str, Who, Path], Awaitable[object]]


async def by_herself(core: Core, id: str, who: Who, _: Path) -> object:
    return await core.call("ServiceAgentUpdateMePassword", who, password=NEW)


async def by_id(core: Core, id: str, who: Who, _: Path) -> object:
    return await core.call("UpdateAgentPassword", who, id=id, password=NEW)


async def by_mail(core: Core, id: str, who: Who, data_dir: Path) -> object:
    await core.call("ForgotPassword", (), username=EMAIL)
    token = await Mailbox(core.engines, data_dir).last_token(EMAIL)
    return await core.call("ResetPassword", (), token=token, password=NEW)


@asynccontextmanager
async def watching(core: Core, who: Who) -> AsyncIterator[AsyncIterator[Any]]:
    """WatchEvents, which GraphQL subscriptions read too."""
    spec = METHODS["WatchEvents"]
    request = spec.input(after_id="0", types=["agent_updated"])
    stream: Any = core.dispatcher.stream(spec.method, request, dict(who))
    async with aclosing(stream):
        # What happened before comes once it listens.
        assert await told(stream) == "agent_updated"
        yield stream


@asynccontextmanager
async def connected(core: Core, who: Who) -> AsyncIterator[AsyncIterator[Any]]:
    """A WebSocket."""
    spec = METHODS["OpenWebsocket"]
    is_over = asyncio.Event()
    customer_id = (await core.call("GetMe", who)).customer_id

    async def requests() -> AsyncIterator[Any]:
        topics = [f"customer_id:{customer_id}:agent"]
        yield spec.input(type=websocket_pb2.TOPIC_REQUEST_TYPE_SUBSCRIBE, topics=topics, since="0")
        await is_over.wait()

    stream: Any = core.dispatcher.converse(spec.method, requests(), dict(who))
    async with aclosing(stream):
        await anext(stream)
        assert await told(stream) == "agent_updated"
        yield stream
        is_over.set()


async def told(stream: AsyncIterator[Any]) -> str:
    """The type of the next event."""
    async with asyncio.timeout(20):
        event = await anext(stream)
    if isinstance(event, websocket_pb2.OpenWebsocketResponse):
        return str(json.loads(event.text)["type"])
    return str(event.type)


@pytest.mark.parametrize("change", [by_herself, by_id, by_mail])
async def test_change(core: Core, tmp_path: Path, change: Change) -> None:
    customer_id = await core.add_customer()
    id, old = await core.add_agent(customer_id, Permission.ADMIN)
    _, colleague = await core.add_agent(customer_id, Permission.AGENT)
    await core.change(AGENT, id, username=EMAIL)
    assert await core.refused("GetMe", old) is None
    await change(core, id, old, tmp_path)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await core.call("GetMe", old)
    assert refused.value.code() is GONE
    assert reason(refused.value) == "TOKEN_REVOKED"
    login = await core.call("Login", (), username=EMAIL, password=NEW)
    assert await core.refused("GetMe", (("authorization", f"Bearer {login.token}"),)) is None
    assert await core.refused("GetMe", colleague) is None


@pytest.mark.parametrize("change", [by_herself, by_id, by_mail])
@pytest.mark.parametrize("opened", [watching, connected])
async def test_event_streams_end(core: Core, tmp_path: Path, change: Change, opened: Open) -> None:
    customer_id = await core.add_customer()
    id, old = await core.add_agent(customer_id, Permission.ADMIN)
    _, colleague = await core.add_agent(customer_id, Permission.ADMIN)
    await core.change(AGENT, id, username=EMAIL)
    await core.call("UpdateAgent", old, id=id, name="Ada")
    async with opened(core, old) as hers, opened(core, colleague) as others:
        await core.call("UpdateAgent", old, id=id, name="Ada L.")
        await core.engines.revocation.settled()
        assert await told(hers) == await told(others) == "agent_updated"
        await change(core, id, old, tmp_path)
        await core.engines.revocation.settled()
        assert await told(hers) == await told(others) == "agent_updated"
        with pytest.raises(Unavailable):
            await told(hers)
        login = await core.call("Login", (), username=EMAIL, password=NEW)
        new = (("authorization", f"Bearer {login.token}"),)
        await core.call("UpdateAgent", new, id=id, name="Ada")
        assert await told(others) == "agent_updated"


async def test_change_by_another_process(core: Core) -> None:
    id, who = await core.add_agent(await core.add_customer(), Permission.AGENT)
    assert await core.refused("GetMe", who) is None
    await core.change(AGENT, id, tm_password=core.clock.now_us())
    core.clock.move(3)
    assert await core.refused("GetMe", who) is GONE


async def test_other_changes_end_nothing(core: Core) -> None:
    id, who = await core.add_agent(await core.add_customer(), Permission.ADMIN)
    await core.call("UpdateAgent", who, id=id, name="Ada")
    assert await core.refused("GetMe", who) is None


def reason(error: grpc.aio.AioRpcError) -> str:
    status = rpc_status.from_call(error)  # type: ignore[arg-type]
    assert status is not None
    info = error_details_pb2.ErrorInfo()
    assert any(detail.Unpack(info) for detail in status.details)
    return str(info.reason)
