"""Calls that died with their process are paid until it died."""

from typing import Any, cast

import pytest

from tests.core.cluster.dying import dies, lives
from tests.core.cluster.test_lease import process
from tests.fixtures.callers import CUSTOMER
from tests.fixtures.payers import add_payer, books, differences
from voipbin.core.call.calls import Calls
from voipbin.core.call.charging import charge_call
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CALL, CallRow
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

_SECOND, _HOUR = 1_000_000, 3_600_000_000


def calls_of(store: Store) -> Calls:
    calls = Calls(store, cast(Any, None), cast(Any, None), 3600)
    calls.when_moving(charge_call)
    return calls


async def answered_at(store: Store, answered_us: int) -> CallRow:
    """A call of that process which was answered then, and not heard of since."""
    row = CallRow(
        id=new_id(),
        customer_id=CUSTOMER,
        destination={"type": "tel", "target": "+4930123456"},
        tm_create=answered_us,
    )
    async with store.writing() as work:
        await Repository(CALL, work, CUSTOMER).add(row)
    await calls_of(store).answered(LiveCall(row), answered_us)
    async with store.writing() as work:
        row.tm_update = answered_us
        await Repository(CALL, work, CUSTOMER).save(row, "tm_update")
    return row


async def test_paid_until_the_last_sign_of_another_process(store: Store) -> None:
    account = await add_payer(store, micros=1_000_000)
    answered_us = store.clock.now_us() - _HOUR
    other = process(store, "other")
    await lives(store, "other", tm_beat=answered_us + 90 * _SECOND)
    await answered_at(other, answered_us)
    await calls_of(store).recover()
    assert (await books(store, account)).usage[0].tm_billing_end is None, "it lives"
    await dies(store, "other")
    for _ in range(2):
        await calls_of(store).recover()
    (entry,) = (await books(store, account)).usage
    assert entry.billable_units == 2


@pytest.mark.parametrize(
    ("alive_s", "units"), [(90, 2), (0, 0), (-500, 0), (10 * 3600, 60)], ids=str
)
async def test_paid_until_the_process_died(store: Store, alive_s: int, units: int) -> None:
    """An hour ago it was answered; nobody has seen it since the last sign of life."""
    account = await add_payer(store, micros=1_000_000)
    answered_us = store.clock.now_us() - _HOUR
    row = await answered_at(store, answered_us)
    last_alive_us = answered_us + alive_s * _SECOND if alive_s else 0
    for _ in range(2):
        await calls_of(store).recover(last_alive_us)
    async with store.reading() as connection:
        ended = await Repository(CALL, connection, CUSTOMER).get(row.id)
    assert (ended.status, ended.hangup_reason) == ("hangup", "failed")
    (entry,) = (await books(store, account)).usage
    assert entry.tm_billing_end == ended.tm_hangup
    assert entry.billable_units in (units, units + (alive_s > 3600)), "seconds of this test"
    assert await differences(store) == []
