"""Webhooks of one customer, on either database, with time under the hand of the test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.core.webhook.world import World
from tests.fixtures.manual_clock import ManualClock
from tests.fixtures.receiver import Receiver, receiving
from voipbin.core.event.log import EventLog
from voipbin.core.unit_of_work import Store


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest_asyncio.fixture
async def world(store: Store, receiver: Receiver) -> AsyncIterator[World]:
    clock = ManualClock()
    world = World(Store(store.database, clock, EventLog(clock)), clock, receiver)
    await world.add_customer(receiver.url)
    await world.dispatcher.prepare()
    yield world
    await world.close()
