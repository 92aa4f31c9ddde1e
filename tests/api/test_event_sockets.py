"""/ws and /service_agents/ws of the whole platform: who hears what, in which form, and when."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.contract.operations import operations
from voipbin.core.event.stored import PendingEvent
from voipbin.core.ids import new_id
from voipbin.core.unit_of_work import Store
from voipbin.core.websocket.listener import TopicListener

OPERATION = {spec.title: spec for spec in operations().values()}
_WAIT_S = 20


class Socket:
    """One connection of a client."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def subscribe(self, *topics: str, **more: Any) -> None:
        await self.say(type="subscribe", topics=list(topics), **more)

    async def say(self, **message: Any) -> None:
        await self.connection.send(json.dumps(message))

    async def hear(self) -> Any:
        return json.loads(await asyncio.wait_for(self.connection.recv(), _WAIT_S))

    async def settled(self) -> None:
        """Everything said so far was done: what cannot be is answered in turn."""
        await self.say(type="subscribe", topics=["nothing"])
        assert (await self.hear())["type"] == "error"


@pytest.fixture
def opened(running: RunningPlatform) -> Callable[..., Any]:
    """Opens sockets of a caller."""

    @asynccontextmanager
    async def open_one(who: dict[str, str], path: str = "/ws") -> AsyncIterator[Socket]:
        url = running.rest.replace("http:", "ws:") + path
        (name, value), *_ = who.items()
        query = f"?{name}={value}"
        if name == "authorization":
            query = f"?token={value.removeprefix('Bearer ')}"
        async with connect(url + query, proxy=None) as connection:
            yield Socket(connection)

    return open_one


async def do(rest: RestFace, title: str, who: dict[str, str], **fields: Any) -> dict[str, Any]:
    outcome = await asyncio.to_thread(rest.call, OPERATION[title], fields, who)
    assert outcome.ok, outcome
    return outcome.body


async def make_tag(rest: RestFace, tenant: Tenant) -> str:
    return str((await do(rest, "CreateTag", tenant.admin, name=new_id()))["id"])


async def test_event(opened: Any, rest: RestFace, tenant: Tenant) -> None:
    async with opened(tenant.accesskey) as socket:
        await socket.subscribe(f"customer_id:{tenant.id}:tag")
        await socket.settled()
        tag = await do(rest, "CreateTag", tenant.admin, name="told", detail="d")
        heard = await socket.hear()
    assert (heard["type"], heard["data"]) == ("tag_created", tag)
    assert int(heard["id"]) > 0


async def _lock_out(store: Store, customer_id: str) -> None:
    async with store.writing() as work:
        work.record(PendingEvent(customer_id, "customer_frozen", "customer", customer_id, "{}"))


async def _happen(store: Store, customer_id: str, owner_id: str) -> None:
    """Something happens to a call of an agent, and to one of nobody's."""
    async with store.writing() as work:
        for owner in ("", owner_id):
            data = json.dumps({"owner_id": owner})
            work.record(PendingEvent(customer_id, "call_updated", "call", new_id(), data, owner))


@pytest.mark.parametrize("end", ["", ":tag", ":tag:*", ":tag:{id}", ":webhook:tag_updated:*", "*"])
async def test_prefixes(opened: Any, rest: RestFace, tenant: Tenant, end: str) -> None:
    tag = await make_tag(rest, tenant)
    async with opened(tenant.admin) as socket:
        await socket.subscribe(f"customer_id:{tenant.id}{end.format(id=tag)}")
        await socket.settled()
        await do(rest, "UpdateTag", tenant.admin, id=tag, name="b")
        event = await socket.hear()
        if event["type"] == "tag_created":  # another process may be told of it only now
            event = await socket.hear()
        assert (event["type"], event["data"]["name"]) == ("tag_updated", "b")


async def test_one_copy_and_unsubscribe(opened: Any, rest: RestFace, tenant: Tenant) -> None:
    whole, tags = f"customer_id:{tenant.id}", f"customer_id:{tenant.id}:tag:*"
    async with opened(tenant.admin) as socket:
        await socket.subscribe(whole, tags, tags)
        await socket.settled()
        first = await make_tag(rest, tenant)
        second = await make_tag(rest, tenant)
        assert [(await socket.hear())["data"]["id"] for _ in range(2)] == [first, second]
        await socket.say(type="unsubscribe", topics=[whole])
        await socket.say(type="unsubscribe", topics=["customer_id:unknown"])
        await socket.settled()
        third = await make_tag(rest, tenant)
        assert (await socket.hear())["data"]["id"] == third
        await socket.say(type="unsubscribe", topics=[tags])
        await socket.settled()
        await make_tag(rest, tenant)
        await socket.settled()


async def test_since(opened: Any, rest: RestFace, tenant: Tenant) -> None:
    async with opened(tenant.admin) as socket:
        await socket.subscribe(f"customer_id:{tenant.id}:tag")
        await socket.settled()
        await make_tag(rest, tenant)
        seen = (await socket.hear())["id"]
    missed = [await make_tag(rest, tenant) for _ in range(3)]
    async with opened(tenant.admin) as socket:
        await socket.subscribe(f"customer_id:{tenant.id}:tag", since=seen)
        live = await make_tag(rest, tenant)
        heard = [(await socket.hear())["data"]["id"] for _ in range(4)]
        await socket.settled()
    assert heard == [*missed, live]


async def test_foreign_and_malformed_topics(
    opened: Any, tenant: Tenant, stranger: Tenant, rest: RestFace
) -> None:
    async with opened(tenant.admin) as socket:
        for topic, reason in (
            (f"customer_id:{stranger.id}", "TOPIC_NOT_ALLOWED"),
            (f"agent_id:{tenant.agents['agent']}", "TOPIC_NOT_ALLOWED"),
            ("customer_id:*", "INVALID_ARGUMENT"),
            (f"queue_id:{tenant.id}", "INVALID_ARGUMENT"),
            ("customer_id", "INVALID_ARGUMENT"),
        ):
            # The good one of the same message is not subscribed to either.
            await socket.subscribe(f"customer_id:{tenant.id}", topic)
            error = await socket.hear()
            assert (error["type"], error["error"]["reason"]) == ("error", reason), topic
        await socket.say(type="subscribe", topics=[f"customer_id:{tenant.id}"], since="soon")
        assert "since" in (await socket.hear())["error"]["message"]
        await socket.connection.send("no json")
        await socket.settled()
        await make_tag(rest, tenant)
        await socket.settled()


async def test_agent(opened: Any, tenant: Tenant, running: RunningPlatform) -> None:
    agent_id = tenant.agents["agent"]
    async with opened(tenant.agent, "/service_agents/ws") as socket:
        await socket.subscribe(f"customer_id:{tenant.id}")
        assert (await socket.hear())["error"]["reason"] == "TOPIC_NOT_ALLOWED"
        await socket.subscribe(f"agent_id:{agent_id}:call")
        await socket.settled()
        await asyncio.to_thread(running.do, _happen(running.store, tenant.id, agent_id))
        heard = await socket.hear()
    assert heard["data"] == {"owner_id": agent_id}


async def test_super_admin(opened: Any, rest: RestFace, tenant: Tenant, stranger: Tenant) -> None:
    async with opened(tenant.super_admin) as socket:
        await socket.subscribe(f"customer_id:{stranger.id}:tag")
        await socket.settled()
        tag = await make_tag(rest, stranger)
        assert (await socket.hear())["data"]["id"] == tag


async def test_participants_of_a_chat(opened: Any, rest: RestFace, tenant: Tenant) -> None:
    """Whom it concerns only as participant gets the object alone."""
    me, other = tenant.agents["agent"], tenant.agents["manager"]
    chat = await do(
        rest,
        "CreateTalkChat",
        tenant.manager,
        type="group",
        name="room",
        participants=[{"owner_type": "agent", "owner_id": me}],
    )
    async with opened(tenant.agent) as mine, opened(tenant.manager) as theirs:
        await mine.subscribe(f"agent_id:{me}:talk:message_created")
        await theirs.subscribe(f"agent_id:{other}:message")
        await mine.settled()
        await theirs.settled()
        said = await do(
            rest,
            "CreateTalkMessage",
            tenant.manager,
            chat_id=chat["id"],
            type="normal",
            text="hello",
        )
        assert (await mine.hear())["id"] == said["id"]
        heard = await theirs.hear()
        assert (heard["type"], heard["data"]["id"]) == ("message_created", said["id"])


async def test_internal_events_stay_inside(opened: Any, rest: RestFace, tenant: Tenant) -> None:
    async with opened(tenant.admin) as socket:
        await socket.subscribe(f"customer_id:{tenant.id}")
        await socket.settled()
        await do(rest, "CreateAccesskey", tenant.admin, name="quiet", expire=86400)
        tag = await make_tag(rest, tenant)
        assert (await socket.hear())["data"]["id"] == tag


async def test_account_that_is_frozen(
    opened: Any, tenant: Tenant, running: RunningPlatform
) -> None:
    async with opened(tenant.admin) as socket:
        await socket.subscribe(f"customer_id:{tenant.id}")
        await socket.settled()
        await asyncio.to_thread(running.do, _lock_out(running.store, tenant.id))
        with pytest.raises(ConnectionClosed) as closed:
            await socket.hear()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1013


async def test_binary(opened: Any, tenant: Tenant) -> None:
    async with opened(tenant.admin) as socket:
        await socket.connection.send(b"\x00")
        with pytest.raises(ConnectionClosed) as closed:
            await socket.hear()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1003


async def test_slow_reader(
    opened: Any, rest: RestFace, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told to come again, and what it missed is still there."""
    offered = TopicListener.offer

    def overflow(listener: TopicListener, event: Any) -> None:
        for _ in range(20_000):
            offered(listener, event)

    async with opened(tenant.admin) as socket:
        await socket.subscribe(f"customer_id:{tenant.id}:tag", since="0")
        await socket.settled()
        monkeypatch.setattr(TopicListener, "offer", overflow)
        tag = await make_tag(rest, tenant)
        monkeypatch.undo()
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                await socket.hear()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1013
    assert "since" in closed.value.rcvd.reason
    async with opened(tenant.admin) as socket:
        await socket.subscribe(f"customer_id:{tenant.id}:tag:{tag}", since="0")
        assert (await socket.hear())["data"]["id"] == tag


@pytest.mark.parametrize("path", ["/ws", "/service_agents/ws"])
async def test_refused_before_the_upgrade(running: RunningPlatform, path: str) -> None:
    url = running.rest.replace("http:", "ws:") + path
    for query in ("", "?token=no.good.token"):
        with pytest.raises(InvalidStatus) as refused:
            async with connect(url + query, proxy=None):
                pass
        assert refused.value.response.status_code == 401


def test_get_without_upgrade(running: RunningPlatform, tenant: Tenant) -> None:
    for who, status, reason in (
        (tenant.accesskey, 426, "UPGRADE_REQUIRED"),
        ({}, 401, "UNAUTHENTICATED"),
    ):
        answer = httpx2.get(f"{running.rest}/ws", params=who, trust_env=False)
        assert (answer.status_code, answer.json()["error"]["reason"]) == (status, reason)
