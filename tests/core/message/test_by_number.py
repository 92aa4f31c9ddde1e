"""Messages by the number of the other side."""

from typing import Any

from tests.fixtures.anything import Anything
from tests.fixtures.callers import CUSTOMER, STRANGER, customer_context
from voipbin.core.ids import new_id
from voipbin.core.message.model import MESSAGE, MessageRow
from voipbin.core.message.room import MessageRoom
from voipbin.core.message.store import store_message
from voipbin.core.unit_of_work import Store
from voipbin.v1 import message_pb2 as pb

OURS, ANN, BOB = "+15550100001", "+15550100002", "+15550100003"


def tel(number: str) -> dict[str, Any]:
    return {"type": "tel", "target": number}


async def sent(store: Store, *numbers: str, customer_id: str = CUSTOMER) -> str:
    targets = [{"destination": tel(number), "status": "sent", "parts": 1} for number in numbers]
    return await stored(store, customer_id, source=tel(OURS), targets=targets)


async def received(store: Store, number: str) -> str:
    targets = [{"destination": tel(OURS), "status": "received", "parts": 1}]
    return await stored(store, CUSTOMER, source=tel(number), targets=targets, direction="inbound")


async def stored(store: Store, customer_id: str, **columns: Any) -> str:
    async with store.writing() as work:
        row = MessageRow(
            id=new_id(), customer_id=customer_id, tm_create=work.clock.now_us(), **columns
        )
        await store_message(work, row)
    return row.id


async def found(store: Store, *numbers: str, page_size: int = 0) -> list[tuple[str, str]]:
    request = pb.BatchListMessagesByNumberRequest(numbers=numbers, page_size=page_size)
    unused: Any = Anything()
    answer: Any = await MessageRoom(unused).batch_list_messages_by_number(
        request, customer_context(store)
    )
    return [(entry.number, entry.message.id) for entry in answer.result]


async def test_both_directions_newest_first(store: Store) -> None:
    first = await sent(store, ANN)
    second = await received(store, ANN)
    assert await found(store, ANN, BOB) == [(ANN, second), (ANN, first)]
    assert await found(store, OURS) == []


async def test_several_targets(store: Store) -> None:
    both = await sent(store, ANN, BOB, ANN)
    assert sorted(await found(store, ANN, BOB)) == [(ANN, both), (BOB, both)]


async def test_page_size_counts_for_each_number(store: Store) -> None:
    for _ in range(3):
        last_of_ann, last_of_bob = await sent(store, ANN), await sent(store, BOB)
    assert await found(store, ANN, BOB, page_size=1) == [(BOB, last_of_bob), (ANN, last_of_ann)]


async def test_deleted_and_foreign_messages(store: Store) -> None:
    gone = await sent(store, ANN)
    async with store.writing() as work:
        table = MESSAGE.table
        await work.execute(table.update().where(table.c.id == gone).values(tm_delete=1))
    await sent(store, ANN, customer_id=STRANGER)
    kept = await sent(store, ANN)
    assert await found(store, ANN, page_size=1) == [(ANN, kept)]
    assert await found(store, ANN) == [(ANN, kept)]
