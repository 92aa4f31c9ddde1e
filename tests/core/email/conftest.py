"""Emails on either database, with time under the hand of the test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.core.email.world import World
from tests.fixtures.fake_mailgun import FakeMailgun
from tests.fixtures.fake_sendgrid import FakeSendGrid
from tests.fixtures.manual_clock import ManualClock
from tests.fixtures.payers import add_payer
from tests.gateway.serving import serving
from voipbin.core.event.log import EventLog
from voipbin.core.unit_of_work import Store

CREDIT = 1_000_000


@pytest_asyncio.fixture
async def world(store: Store, tmp_path: Path) -> AsyncIterator[World]:
    clock = ManualClock()
    timed = Store(store.database, clock, EventLog(clock))
    sendgrid, mailgun = FakeSendGrid(), FakeMailgun()
    async with serving(sendgrid.app) as one, serving(mailgun.app) as other:
        urls = [str(client.base_url).rstrip("/") for client in (one, other)]
        world = World(timed, clock, tmp_path, (sendgrid, urls[0]), (mailgun, urls[1]))
        await add_payer(timed, micros=CREDIT)
        yield world
        await world.close()
