"""Where calls of carriers come from."""

import pytest

from voipbin.core.provider.model import PROVIDER, ProviderRow
from voipbin.core.provider.sources import KEEP_S, CarrierSources, host_of
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store


class Names:
    """A name server and a clock."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.addresses: dict[str, list[str]] = {}
        self.asked: list[str] = []

    async def lookup(self, name: str) -> list[str]:
        self.asked.append(name)
        if name not in self.addresses:
            raise OSError("no such name")
        return self.addresses[name]


@pytest.fixture
async def names(store: Store) -> Names:
    async with store.writing() as work:
        row = ProviderRow(id="p", customer_id="x", hostname="a.example:5070", tm_create=0)
        await Repository(PROVIDER, work, "x").add(row)
    return Names()


async def test_addresses_are_asked_for_again(store: Store, names: Names) -> None:
    sources = CarrierSources(store, [], lookup=names.lookup, now_s=lambda: names.now_s)
    names.addresses["a.example"] = ["192.0.2.1", "2001:db8::1"]
    assert await sources.has("192.0.2.1") and await sources.has("2001:db8::1")
    assert names.asked == ["a.example"]
    names.now_s, names.addresses["a.example"] = KEEP_S, ["192.0.2.2"]
    assert await sources.has("192.0.2.2") and not await sources.has("192.0.2.1")


async def test_last_addresses_of_a_name_that_is_gone(store: Store, names: Names) -> None:
    sources = CarrierSources(store, [], lookup=names.lookup, now_s=lambda: names.now_s)
    names.addresses["a.example"] = ["192.0.2.1"]
    assert await sources.has("192.0.2.1")
    names.now_s = KEEP_S
    names.addresses.clear()
    assert await sources.has("192.0.2.1")


async def test_provider_of_the_settings(store: Store, names: Names) -> None:
    names.addresses |= {"a.example": [], "b.example": ["192.0.2.3"]}
    sources = CarrierSources(store, [], "b.example:5080", lookup=names.lookup)
    assert await sources.has("192.0.2.3")


async def test_deleted_provider(store: Store, names: Names) -> None:
    names.addresses["a.example"] = ["192.0.2.1"]
    sources = CarrierSources(store, [], lookup=names.lookup)
    async with store.writing() as work:
        providers = Repository(PROVIDER, work, "x")
        row = await providers.get("p")
        row.tm_delete = 1
        await providers.save(row, "tm_delete")
    assert not await sources.has("192.0.2.1")


@pytest.mark.parametrize(
    ("hostname", "host"),
    [
        ("a.example:5060", "a.example"),
        ("192.0.2.1", "192.0.2.1"),
        ("[2001:db8::1]:5", "2001:db8::1"),
    ],
)
def test_host_of(hostname: str, host: str) -> None:
    assert host_of(hostname) == host
