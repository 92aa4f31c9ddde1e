"""Messages, e-mails and speakings are charged with the row that tells of them."""

from typing import Any

import pytest

from tests.fixtures.anything import Anything
from tests.fixtures.callers import CUSTOMER, customer_context
from tests.fixtures.payers import add_payer, books, differences
from voipbin.core.billing.charges import part_of
from voipbin.core.email.charging import charge_email
from voipbin.core.email.model import EmailRow
from voipbin.core.ids import new_id
from voipbin.core.message.charging import charge_message
from voipbin.core.message.model import MessageRow
from voipbin.core.message.store import store_message
from voipbin.core.repository import Repository
from voipbin.core.speaking.charging import speaking_opened
from voipbin.core.speaking.model import SPEAKING, SpeakingRow
from voipbin.core.speaking.room import SpeakingRoom
from voipbin.core.unit_of_work import Store
from voipbin.v1 import speaking_pb2


def tel(number: str) -> dict[str, object]:
    return {"destination": {"type": "tel", "target": number}}


@pytest.mark.parametrize(("direction", "targets"), [("outbound", 3), ("inbound", 1)])
async def test_each_target_of_a_message(store: Store, direction: str, targets: int) -> None:
    account = await add_payer(store, micros=100_000)
    row = MessageRow(
        id=new_id(),
        customer_id=CUSTOMER,
        direction=direction,
        source={"type": "tel", "target": "+15550000001"},
        targets=[tel(f"+1555000001{index}") for index in range(targets)],
        tm_create=store.clock.now_us(),
    )
    async with store.writing() as work:
        await store_message(work, row)
    async with store.writing() as work:
        await charge_message(work, row)
    after = await books(store, account)
    wanted = [part_of(row.id, f"target-{index}") for index in range(targets)]
    assert [entry.reference_id for entry in after.usage] == wanted
    assert {(e.reference_type, e.cost_type, e.status) for e in after.usage} == {
        ("sms", "sms", "end")
    }
    assert after.micros == 100_000 - targets * 10_000


async def test_each_destination_of_an_email(store: Store) -> None:
    account = await add_payer(store, micros=100_000)
    destinations = [{"type": "email", "target": f"{name}@b.test"} for name in "xy"]
    row = EmailRow(id=new_id(), customer_id=CUSTOMER, destinations=destinations, tm_create=1)
    for _ in range(2):
        async with store.writing() as work:
            await charge_email(work, row)
    after = await books(store, account)
    assert [entry.reference_type for entry in after.usage] == ["email", "email"]
    assert after.micros == 80_000


async def test_deleted_speaking_is_charged(store: Store) -> None:
    account = await add_payer(store)
    row = SpeakingRow(
        id=new_id(),
        customer_id=CUSTOMER,
        status="active",
        tm_create=store.clock.now_us() - 61_000_000,
    )
    async with store.writing() as work:
        await Repository(SPEAKING, work, CUSTOMER).add(row)
        await speaking_opened(work, row)
    request = speaking_pb2.DeleteSpeakingRequest(id=row.id)
    speakings: Any = Anything()
    await SpeakingRoom(speakings).delete(request, customer_context(store))
    after = await books(store, account)
    (entry,) = after.usage
    assert (entry.reference_type, entry.reference_id, entry.status) == ("speaking", row.id, "end")
    assert (entry.billable_units, entry.amount_token, after.tokens) == (2, -6, 94)
    assert await differences(store) == []
