"""Of several processes one is registered at a provider."""

from functools import partial
from typing import Any

import pytest

from tests.core.cluster.test_lease import process
from voipbin.core.cluster.lease import Leases
from voipbin.core.ids import new_id
from voipbin.core.provider.model import PROVIDER, ProviderRow
from voipbin.core.provider.registrations import ProviderRegistrations
from voipbin.core.repository import Repository
from voipbin.core.route.model import DEFAULT_OWNER
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import Store

BOX = SecretsBox(b"k" * 32)


class Node:
    """Counts what it is to register."""

    generation = 1
    registered = 0

    async def command(self, channel_id: str, **command: Any) -> None:
        self.registered = len(command["set_registrations"].registrations)


@pytest.fixture
async def provider(store: Store) -> None:
    row = ProviderRow(
        id=new_id(),
        customer_id=DEFAULT_OWNER,
        hostname="sip.example.com",
        username="us",
        register_expires=600,
        tm_create=1,
    )
    async with store.writing() as work:
        await Repository.across_customers_for_super_admin(PROVIDER, work).add(row)


async def test_turn_stays_and_passes_on(store: Store, provider: None) -> None:
    nodes, leases, registrations = [], [], []
    for name in ("a", "b"):
        nodes.append(Node())
        leases.append(Leases(process(store, name)))
        take = partial(leases[-1].take, "register")
        registrations.append(ProviderRegistrations(store, BOX, nodes[-1], take))
    for _ in range(2):
        for each in registrations:
            await each.sync()
        assert [node.registered for node in nodes] == [1, 0]
    await leases[1].release_all_of(["a"])
    for each in reversed(registrations):
        await each.sync()
    assert [node.registered for node in nodes] == [0, 1], "who lost its turn registers no more"
