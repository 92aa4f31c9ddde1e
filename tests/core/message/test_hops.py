"""Message flows that answer each other: counted from text to text until there were enough."""

import asyncio
from typing import Any, cast

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from tests.core.flow_engine.player import act
from tests.core.message.world import OURS, THEIRS, World, tel
from tests.fixtures.anything import Anything
from tests.fixtures.callers import CUSTOMER, STRANGER
from tests.fixtures.fake_telnyx import received
from voipbin.core.aicall.senders import MessageToSend, Senders
from voipbin.core.flow.model import FLOW
from voipbin.core.flow_engine import RunInfo, Start
from voipbin.core.ids import new_id
from voipbin.core.message.hooks import TelnyxHook
from voipbin.core.message.incoming import MOST_FLOWS_IN_A_ROW
from voipbin.core.message.model import MESSAGE
from voipbin.core.serve.ai_senders import connect_senders

SAID = "${voipbin.conversation_message.text}!"
PEER = {"type": "tel", "target": "${voipbin.conversation.peer.target}"}
BY_MESSAGE = act("message_send", destinations=[PEER], text=SAID)
ANSWERS = {
    "message_send": BY_MESSAGE,
    "conversation_send": act(
        "conversation_send", conversation_id="${voipbin.conversation.id}", text=SAID, sync=False
    ),
    "conversation_send that waits": act(
        "conversation_send", conversation_id="${voipbin.conversation.id}", text=SAID, sync=True
    ),
}


async def counts(world: World, direction: str) -> list[tuple[str, int]]:
    """Text and count of what both customers have, in the order of the count."""
    rows = [row for one in (CUSTOMER, STRANGER) for row in await world.all(MESSAGE, one)]
    found = [(row.text, row.hop_count) for row in rows if row.direction == direction]
    return sorted(found, key=lambda pair: pair[1])


async def flows(world: World) -> int:
    """How many ran, once none does."""
    return len(await world.ran()) + len(await world.ran(STRANGER))


async def quiet(world: World) -> None:
    """Sends what flows write, and what flows write of that."""
    for _ in range(2 * MOST_FLOWS_IN_A_ROW):
        await world.run()
        await flows(world)


def told(logs: Any) -> list[Any]:
    return [entry for entry in logs if "begins no flow" in entry["event"]]


class Idle:
    """A process that dies before it carries anything out."""

    async def perform(self, run: Any, effect: Any) -> None:
        """Nothing."""

    async def stepped(self, run: Any, work: Any) -> None:
        """Nothing."""


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_flows_that_answer_each_other_come_to_an_end(world: World, answer: Any) -> None:
    for number in (OURS, THEIRS):
        await world.set_flow(number, answer)
    handed_over: list[str] = []
    enough = asyncio.Event()

    def heard(event: Any) -> None:
        if event.type == "message_updated":
            handed_over.append(event.id)
        if len(handed_over) > MOST_FLOWS_IN_A_ROW:
            enough.set()

    world.store.events.when_published(heard)
    await world.messages.sender.start()
    with capture_logs() as logs:
        await world.send(THEIRS, text="hi")
        async with asyncio.timeout(20):
            await enough.wait()
            assert await flows(world) == MOST_FLOWS_IN_A_ROW
    every = [("hi" + "!" * hops, hops) for hops in range(MOST_FLOWS_IN_A_ROW + 1)]
    assert await counts(world, "outbound") == every
    assert await counts(world, "inbound") == every
    (entry,) = told(logs)
    assert (entry["hop_count"], entry["limit"]) == (MOST_FLOWS_IN_A_ROW, MOST_FLOWS_IN_A_ROW)
    assert world.problems == []


async def test_what_a_person_writes_next_is_answered(world: World) -> None:
    for number in (OURS, THEIRS):
        await world.set_flow(number, BY_MESSAGE)
    for turn in (1, 2):
        await world.send(THEIRS)
        await quiet(world)
        assert await flows(world) == turn * MOST_FLOWS_IN_A_ROW


async def test_a_restart_keeps_the_count(world: World) -> None:
    """Between the text that came and the answer, and between the answer and its way out."""
    for number in (OURS, THEIRS):
        await world.set_flow(number, BY_MESSAGE)
    await world.send(THEIRS)
    for hops in range(1, MOST_FLOWS_IN_A_ROW + 1):
        idle = cast("Any", Idle())
        world.activeflows.use(idle, idle)
        await world.run()
        await world.close()
        world = World(world.store, world.clock)
        await world.activeflows.recover()
        assert await flows(world) == hops
        assert (await counts(world, "outbound"))[-1][1] == hops
    with capture_logs() as logs:
        await world.run()
    assert await flows(world) == MOST_FLOWS_IN_A_ROW
    assert len(told(logs)) == 1
    await world.close()


async def test_the_flow_that_follows_one_belongs_to_it(world: World) -> None:
    after = await world.set_flow(THEIRS, BY_MESSAGE)
    flow_id = await world.set_flow(THEIRS, act("stop"))
    async with world.store.writing() as work:
        mine = update(FLOW.table).where(FLOW.table.c.id == flow_id)
        await work.execute(mine.values(on_complete_flow_id=after))
    await world.send(THEIRS)
    await quiet(world)
    assert [hops for _, hops in await counts(world, "outbound")] == [0, 1]


async def test_what_no_text_began_is_no_answer(world: World) -> None:
    info = RunInfo(new_id(), reference_type="api")
    action = act("message_send", source=tel(OURS), destinations=[tel(THEIRS)], text="hi")
    async with world.store.writing() as work:
        run = await world.activeflows.create(work, CUSTOMER, info, [action])
    run.feed(Start())
    await run.over.wait()
    assert await counts(world, "outbound") == [("hi", 0)]


async def test_what_an_ai_writes_for_a_flow(world: World) -> None:
    senders = Senders()
    connect_senders(senders, world.messages, cast("Any", Anything()))
    assert senders.messages is not None
    await world.set_flow(THEIRS, act("stop"))
    await world.send(THEIRS)
    await world.run()
    (run,) = await world.ran(STRANGER)
    for id in (run.id, ""):
        wish = MessageToSend(STRANGER, tel(THEIRS), [tel(OURS)], f"for {id}", id)
        await senders.messages.send_message(wish)
    assert await counts(world, "outbound") == [("hi", 0), ("for ", 0), (f"for {run.id}", 1)]


async def test_nobody_sees_or_sets_it(world: World) -> None:
    forged = act("variable_set", key="voipbin.activeflow.hop_count", value="0")
    await world.set_flow(THEIRS, forged, BY_MESSAGE)
    payload = received("r1", OURS, THEIRS, "hi") | {"hop_count": 99}
    body = world.telnyx.told("message.received", payload)
    await TelnyxHook(world.messages, "").hear({}, body)
    assert await flows(world) == 1
    came, answer = await world.all(MESSAGE, STRANGER)
    assert (came.hop_count, answer.hop_count) == (0, 1)
    assert "hop_count" not in MESSAGE.to_json(answer)
