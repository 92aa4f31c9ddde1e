"""A node with an attached core, and phones to talk to."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.media.node.calls import call_up
from tests.media.node.fake_core import FakeCore
from tests.media.node.phones import Phone
from tests.media.node.streams import Open, StreamClient
from voipbin.media.node import MediaNode, NodeSettings
from voipbin.media.softphone import Behaviour, PhoneSettings

MakePhone = Callable[..., Awaitable[Phone]]
DOMAIN = "customer.registrar.voipbin.net"


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[MediaNode]:
    """A running node nobody is attached to."""
    node = MediaNode(NodeSettings(control=f"unix:{tmp_path}/control.sock"))
    await node.start()
    yield node
    await node.close()


@pytest.fixture
async def core(node: MediaNode) -> AsyncIterator[FakeCore]:
    """A core attached to it."""
    core = FakeCore(node.control_address)
    await core.attach()
    yield core
    await core.close()


@pytest.fixture
async def make_phone(node: MediaNode) -> AsyncIterator[MakePhone]:
    """Makes phones; registers them when they have a password."""
    phones: list[Phone] = []

    async def make(user: str = "1000", **settings: Any) -> Phone:
        behaviour = settings.pop("behaviour", Behaviour(answer_after_ms=0))
        phone = Phone(
            PhoneSettings(
                user=user,
                domain=DOMAIN,
                proxy=settings.pop("proxy", node.sip_addresses[0]),
                register="password" in settings,
                behaviour=behaviour,
                **settings,
            )
        )
        phones.append(phone)
        await phone.start()
        return phone

    yield make
    for phone in phones:
        await phone.close()


@pytest.fixture
async def phone(core: FakeCore, make_phone: MakePhone) -> Phone:
    """A phone in call-1 on channel c1, whose audio good tokens may stream."""
    phone = await make_phone()
    await call_up(core, phone)
    core.tokens = {"good", "key"}
    core.calls = {"call-1": "c1"}
    return phone


@pytest.fixture
async def open_stream(node: MediaNode) -> AsyncIterator[Open]:
    """Opens streams."""
    clients: list[StreamClient] = []

    def open_stream(call_id: str = "call-1", **fields: Any) -> StreamClient:
        metadata = fields.pop("metadata", (("authorization", "Bearer good"),))
        client = StreamClient(node.audio_address, metadata)
        clients.append(client)
        client.start(call_id, **fields)
        return client

    yield open_stream
    for client in clients:
        await client.close()
