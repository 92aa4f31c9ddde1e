"""Whom a campaign dials next."""

from typing import Any

import pytest
from sqlalchemy import text, update

from tests.core.campaign.lists import SECOND_US, TEL, add_outdial, add_plan, add_target
from tests.core.test_query_plans import Explainer, reads_a_whole_table, sorts
from voipbin.core.database import Connection
from voipbin.core.outdialtarget.choice import Choice, Rest, Targets, choice_of
from voipbin.core.outdialtarget.model import OUTDIALTARGET, OutdialtargetRow
from voipbin.core.outplan.model import OutplanRow
from voipbin.core.unit_of_work import Store

OTHER = {"type": "tel", "target": "+4930654321"}


async def chosen(store: Store, outdial_id: str, plan: OutplanRow, now_us: int = 0) -> Choice | None:
    async with store.reading() as connection:
        targets = Targets(connection, outdial_id, plan)
        return await targets.next(now_us or store.clock.now_us())


async def rest(store: Store, outdial_id: str, plan: OutplanRow) -> Rest:
    async with store.reading() as connection:
        return await Targets(connection, outdial_id, plan).rest()


async def test_who_was_left_alone_for_longest(store: Store) -> None:
    plan, outdial_id = await add_plan(store), await add_outdial(store)
    first = await add_target(store, outdial_id)
    await add_target(store, outdial_id)
    await add_target(store, await add_outdial(store), tm_update=1)
    choice = await chosen(store, outdial_id, plan)
    assert choice is not None
    assert (choice.target.id, choice.place, choice.try_count) == (first.id, 0, 1)
    assert choice.destination == TEL


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "progressing"},
        {"status": "done"},
        {"tm_delete": 1},
        {"try_count_0": 1},
        {"destination_0": {}, "destination_1": TEL},
        {"destination_0": {}},
    ],
    ids=["progressing", "done", "deleted", "tried enough", "address not planned", "no address"],
)
async def test_who_is_not_dialled(store: Store, columns: dict[str, Any]) -> None:
    plan, outdial_id = await add_plan(store), await add_outdial(store)
    await add_target(store, outdial_id, **columns)
    assert await chosen(store, outdial_id, plan) is None
    assert (await rest(store, outdial_id, plan)).due_us is None


async def test_a_plan_that_lets_nobody_be_dialled(store: Store) -> None:
    plan, outdial_id = await add_plan(store, max_try_count_0=0), await add_outdial(store)
    await add_target(store, outdial_id)
    assert await chosen(store, outdial_id, plan) is None


async def test_who_was_tried_has_its_rest(store: Store) -> None:
    """A newer target that was not tried yet need not wait behind it."""
    plan = await add_plan(store, max_try_count_0=3, try_interval=10_000)
    outdial_id = await add_outdial(store)
    now_us = store.clock.now_us()
    tried = await add_target(
        store, outdial_id, try_count_0=1, tm_create=now_us - 60 * SECOND_US, tm_update=now_us
    )
    assert await chosen(store, outdial_id, plan, now_us) is None
    assert await rest(store, outdial_id, plan) == Rest(now_us + 10 * SECOND_US, False)
    fresh = await add_target(store, outdial_id)
    choice = await chosen(store, outdial_id, plan, now_us)
    assert choice is not None and choice.target.id == fresh.id
    choice = await chosen(store, outdial_id, plan, now_us + 10 * SECOND_US)
    assert choice is not None
    assert (choice.target.id, choice.try_count) == (tried.id, 2)


async def test_somebody_is_being_dialled(store: Store) -> None:
    plan, outdial_id = await add_plan(store), await add_outdial(store)
    await add_target(store, outdial_id, status="progressing", try_count_0=1)
    assert await rest(store, outdial_id, plan) == Rest(None, True)


async def test_an_attempt_ends_while_it_is_looked(store: Store) -> None:
    """Who was not reached is not overlooked: the campaign would be over."""
    plan, outdial_id = await add_plan(store), await add_outdial(store)
    person = await add_target(store, outdial_id, status="progressing")
    async with store.reading() as connection:
        meanwhile = _Meanwhile(connection, store, person.id)
        left = await Targets(meanwhile, outdial_id, plan).rest()
    assert left.due_us is not None or left.is_anybody_dialled


class _Meanwhile:
    """A connection after whose first statement an attempt ends in vain."""

    def __init__(self, connection: Connection, store: Store, target_id: str) -> None:
        self._connection = connection
        self._store = store
        self._target_id = target_id
        self._is_over = False

    @property
    def dialect_name(self) -> str:
        return self._connection.dialect_name

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        result = await self._connection.execute(statement, parameters)
        if not self._is_over:
            self._is_over = True
            table = OUTDIALTARGET.table
            ends = update(table).where(table.c.id == self._target_id).values(status="idle")
            async with self._store.writing() as work:
                await work.execute(ends)
        return result


async def test_looking_costs_the_same_however_many_are_at_rest(store: Store) -> None:
    plan, outdial_id = await add_plan(store, try_interval=1000), await add_outdial(store)
    async with store.writing() as work:
        if work.dialect_name == "postgresql":
            for way in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
                await work.execute(text(f"SET LOCAL {way} = off"))
        explainer = Explainer(work.connection)
        targets = Targets(explainer, outdial_id, plan)
        await targets.next(work.clock.now_us())
        await targets.rest()
    plans = [[sql, *lines] for sql, lines in explainer.plans]
    assert len(plans) == 4
    for lines in plans:
        assert not reads_a_whole_table(lines) and not sorts(lines), lines
    rested, untried = (" ".join(lines[1:]) for lines in plans[:2])
    assert "ix_outdialtarget_next" in rested and "tm_update<" in rested.replace(" ", "")
    assert "ix_outdialtarget_untried" in untried


@pytest.mark.parametrize(
    ("tries", "place"), [((0, 0), 0), ((1, 0), 0), ((2, 0), 1), ((2, 1), None)], ids=str
)
def test_addresses_in_order(tries: tuple[int, int], place: int | None) -> None:
    plan = OutplanRow(id="p", customer_id="c", tm_create=1, max_try_count_0=2, max_try_count_1=1)
    row = OutdialtargetRow(
        id="t",
        customer_id="c",
        tm_create=1,
        destination_0=TEL,
        destination_1=OTHER,
        try_count_0=tries[0],
        try_count_1=tries[1],
    )
    choice = choice_of(row, plan)
    assert (None if choice is None else choice.place) == place
