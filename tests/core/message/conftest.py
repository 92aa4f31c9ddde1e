"""Messages on either database, with time under the hand of the test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.core.message.world import World
from tests.fixtures.manual_clock import ManualClock
from tests.fixtures.receiver import receiving
from voipbin.core.event.log import EventLog
from voipbin.core.unit_of_work import Store


@pytest_asyncio.fixture
async def world(store: Store) -> AsyncIterator[World]:
    """Without a gateway."""
    clock = ManualClock()
    world = World(Store(store.database, clock, EventLog(clock)), clock)
    await world.begin()
    yield world
    await world.close()


@pytest_asyncio.fixture
async def connected(world: World) -> AsyncIterator[World]:
    """With both gateways."""
    async with receiving() as telnyx, receiving() as messagebird:
        world.connect(telnyx, messagebird)
        yield world
