"""Every method of a repository, with rows of another customer beside one's own."""

from typing import Any

import pytest

from tests.fixtures.callers import CUSTOMER, STRANGER
from voipbin.core.errors import InvalidArgument, NotFound
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

BASE_US = 1_767_225_600_000_000


async def add(store: Store, customer_id: str, tm_create: int, **more: Any) -> FlowRow:
    row = FlowRow(id=new_id(), customer_id=customer_id, tm_create=tm_create, **more)
    async with store.writing() as work:
        await Repository(FLOW, work, customer_id).add(row)
    return row


async def names(store: Store, size: int, token: str = "") -> tuple[list[str], str]:
    async with store.reading() as connection:
        rows, following = await Repository(FLOW, connection, CUSTOMER).page(size, token)
    return [row.name for row in rows], following


class TestScope:
    async def test_reads(self, store: Store) -> None:
        own = await add(store, CUSTOMER, BASE_US, name="own")
        foreign = await add(store, STRANGER, BASE_US + 1, name="foreign")
        async with store.reading() as connection:
            rows = Repository(FLOW, connection, CUSTOMER)
            assert await rows.find(foreign.id) is None
            with pytest.raises(NotFound):
                await rows.get(foreign.id)
            with pytest.raises(NotFound):
                await rows.read(foreign.id)
            assert [row.id for row in await rows.get_many([own.id, foreign.id])] == [own.id]
            assert [row.id for row in (await rows.page(10, ""))[0]] == [own.id]
            assert [row.id for row in await rows.all(rows.select_live())] == [own.id]
            newest = await rows.newest_for_each("name", ["own", "foreign"], 10)
            assert [row.id for row in newest] == [own.id]
            assert await rows.count() == 1

    async def test_writes(self, store: Store) -> None:
        foreign = await add(store, STRANGER, BASE_US, name="before")
        async with store.writing() as work:
            rows = Repository(FLOW, work, CUSTOMER)
            foreign.name = "changed"
            await rows.save(foreign)
            assert await rows.change([FLOW.table.c.id == foreign.id], {"name": "changed"}) == 0
            with pytest.raises(ValueError, match=STRANGER):
                await rows.add(FlowRow(id=new_id(), customer_id=STRANGER, tm_create=BASE_US))
        async with store.reading() as connection:
            kept = await Repository(FLOW, connection, STRANGER).get(foreign.id)
        assert kept.name == "before"

    async def test_deleted_rows_are_gone(self, store: Store) -> None:
        row = await add(store, CUSTOMER, BASE_US, tm_delete=BASE_US + 5, name="gone")
        async with store.reading() as connection:
            rows = Repository(FLOW, connection, CUSTOMER)
            assert await rows.find(row.id) is None
            assert await rows.count() == 0
            assert (await rows.page(10, ""))[0] == []
            assert [r.id for r in (await rows.page(10, "", deleted=True))[0]] == [row.id]


class TestPages:
    async def test_all_rows_once_newest_first(self, store: Store) -> None:
        for number in range(25):
            await add(store, CUSTOMER, BASE_US + number, name=str(number))
        seen, token = await names(store, 10)
        sizes = [len(seen)]
        while token:
            more, token = await names(store, 10, token)
            seen, sizes = seen + more, [*sizes, len(more)]
        assert seen == [str(number) for number in reversed(range(25))]
        assert sizes == [10, 10, 5]

    async def test_no_token_after_a_full_last_page(self, store: Store) -> None:
        for number in range(4):
            await add(store, CUSTOMER, BASE_US + number)
        _, token = await names(store, 2)
        assert token
        rows, last = await names(store, 2, token)
        assert (len(rows), last) == (2, "")

    async def test_ties(self, store: Store) -> None:
        for number in range(7):
            await add(store, CUSTOMER, BASE_US, name=str(number))
        seen, token = await names(store, 2)
        while token:
            more, token = await names(store, 2, token)
            seen += more
        assert sorted(seen) == [str(number) for number in range(7)]

    @pytest.mark.parametrize(
        "token",
        ["2026-01-01T00:00:02.000000Z", "2026-01-01T00:00:02", "2026-01-01 00:00:02.000000"],
    )
    async def test_timestamp_of_a_client(self, store: Store, token: str) -> None:
        for number in range(4):
            await add(store, CUSTOMER, BASE_US + number * 1_000_000, name=str(number))
        assert (await names(store, 10, token))[0] == ["1", "0"]

    @pytest.mark.parametrize("token", ["x", "2026-02-30T00:00:00Z", "12", ","])
    async def test_bad_token(self, store: Store, token: str) -> None:
        with pytest.raises(InvalidArgument, match="page_token") as refused:
            await names(store, 10, token)
        assert repr(token) in refused.value.message
