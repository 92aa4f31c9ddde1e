"""In order per resource, beside each other otherwise, shared by processes, never lost."""

import asyncio
import random
from collections import defaultdict

from tests.core.webhook.world import World, some_ids
from tests.fixtures.callers import STRANGER
from tests.fixtures.receiver import Received, answers, receiving

LEASE_S = 31


def by_resource(received: list[Received]) -> dict[str, list[str]]:
    """Types of what came, for each resource in the order of coming."""
    found = defaultdict(list)
    for one in received:
        found[one.resource_id].append(one.json["type"])
    return found


async def test_parallel_load(world: World) -> None:
    chance = random.Random(7)
    world.receiver.delay_s = lambda _: chance.random() * 0.01
    ids = some_ids(12)
    steps = [f"call_step{number}" for number in range(8)]
    for step in steps:
        for id in ids:
            await world.happen(step, id)
    await world.deliver()
    assert by_resource(world.receiver.received) == dict.fromkeys(ids, steps)
    assert world.receiver.most_at_once_of_resource == 1
    assert 2 < world.receiver.most_at_once <= 10
    assert world.receiver.connections <= 10, "connections are kept"


async def test_what_failed_holds_up_its_own_resource_alone(world: World) -> None:
    one, other = some_ids(2)
    world.receiver.next_ones.append(answers(500))
    await world.happen("call_created", one)
    await world.deliver()
    await world.happen("call_hangup", one)
    await world.happen("call_created", other)
    await world.deliver(1)
    assert by_resource(world.receiver.received) == {
        one: ["call_created"],
        other: ["call_created"],
    }
    await world.deliver(10)
    assert by_resource(world.receiver.received)[one] == [
        "call_created",
        "call_created",
        "call_hangup",
    ]


async def test_what_can_never_work_does_not_hold_up(world: World) -> None:
    world.receiver.next_ones.append(answers(302, location="http://10.0.0.1/"))
    await world.happen("call_created")
    await world.happen("call_hangup")
    await world.deliver()
    assert world.receiver.types == ["call_created", "call_hangup"]


async def test_processes_share(world: World) -> None:
    """Two processes on one database: each endpoint has one courier, and each event one request."""
    other = world.another()
    await other.prepare()
    async with receiving() as second:
        await world.add_customer(second.url, STRANGER)
        ids = some_ids(10)
        for step in ("call_created", "call_hangup"):
            for id in ids:
                await world.happen(step, id)
                await world.happen(step, id, customer_id=STRANGER)
        await asyncio.gather(world.dispatcher.deliver_due(), other.deliver_due())
        for received in (world.receiver, second):
            assert by_resource(received.received) == {
                id: ["call_created", "call_hangup"] for id in ids
            }
            assert received.most_at_once_of_resource == 1
    await other.close(0)


async def test_lease_of_who_died(world: World) -> None:
    await world.happen()
    dead = world.another()
    await dead._spreader.spread()
    assert await dead._ledger.claim(10), "and then it dies"
    await world.deliver()
    assert world.receiver.received == []
    await world.deliver(LEASE_S)
    assert world.receiver.types == ["call_updated"]


async def test_cut_off_in_the_middle(world: World) -> None:
    """What was under way is sent again by the next process, the same thing under the same id."""
    forever = asyncio.Event()

    async def never(_: Received, __: asyncio.StreamWriter) -> None:
        await forever.wait()

    world.receiver.next_ones.append(never)
    await world.happen("call_created")
    await world.happen("call_hangup")
    under_way = asyncio.create_task(world.dispatcher.deliver_due())
    await world.receiver.until(lambda received: len(received) == 1)
    await world.dispatcher.close(0)
    await under_way
    world.dispatcher = world.another()
    await world.dispatcher.prepare()
    await world.deliver()
    assert world.receiver.types == ["call_created", "call_created", "call_hangup"]
    first, again, _ = world.receiver.received
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.body == again.body


async def test_runs_by_itself(world: World) -> None:
    await world.dispatcher.start()
    await world.happen("call_created")
    await world.receiver.until(lambda received: len(received) == 1)
    await world.happen("call_hangup")
    await world.receiver.until(lambda received: len(received) == 2)
    await world.dispatcher.close()
    assert {row.status for row in await world.deliveries()} == {"delivered"}
