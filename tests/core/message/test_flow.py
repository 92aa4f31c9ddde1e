"""What flows write: message_send and conversation_send."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from tests.core.flow_engine.player import act
from tests.core.message.world import OURS, OUTSIDE, THEIRS, World, tel
from tests.fixtures.callers import CUSTOMER, STRANGER
from tests.fixtures.event_log import event_types
from tests.fixtures.fake_telnyx import refuses
from tests.fixtures.receiver import answers
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.call.model import CALL, CallRow
from voipbin.core.conversation.model import CONVERSATION
from voipbin.core.conversation_message.model import CONVERSATION_MESSAGE
from voipbin.core.flow_engine import MessageSend, RunInfo, Start
from voipbin.core.ids import new_id
from voipbin.core.message.model import MESSAGE
from voipbin.core.repository import Repository

LAST = act("variable_set", key="came", value="here")


async def begin(world: World, *actions: Any, about: str = "", id: str = "") -> Any:
    info = RunInfo(new_id(), reference_type=about, reference_id=id)
    async with world.store.writing() as work:
        run = await world.activeflows.create(work, CUSTOMER, info, list(actions))
    run.feed(Start())
    return run


async def went_on(world: World, *actions: Any, about: str = "", id: str = "") -> bool:
    """Runs actions to the end; whether the flow came past them."""
    run = await begin(world, *actions, LAST, about=about, id=id)
    await run.over.wait()
    return bool(run.state.variables.get("came") == "here")


async def conversation(world: World, customer_id: str = CUSTOMER) -> str:
    source, number = (OURS, OUTSIDE) if customer_id == CUSTOMER else (THEIRS, OUTSIDE)
    await world.send(number, source=source, customer_id=customer_id)
    await world.run()
    return str((await world.conversations(customer_id))[0].id)


def message(*numbers: str, source: str | None = OURS, text: str = "hi") -> Any:
    option: dict[str, Any] = {"destinations": list(map(tel, numbers)), "text": text}
    return act("message_send", **option | ({"source": tel(source)} if source else {}))


class TestMessageSend:
    async def test_queued_and_gone_on(self, connected: World) -> None:
        assert await went_on(connected, message(OUTSIDE, THEIRS))
        (row,) = await connected.all(MESSAGE)
        assert await connected.statuses(row.id) == ["queued", "queued"]
        await connected.run()
        assert await connected.statuses(row.id) == ["sent", "sent"]

    @pytest.mark.parametrize(
        "action",
        [
            message(OUTSIDE, source=THEIRS),
            message(OUTSIDE, source=None),
            message("+447700900123", "+33199001234"),
            message("5550100"),
            message(OUTSIDE, source="5550100"),
            message(OUTSIDE, text="x" * 1601),
            act(
                "message_send",
                source=tel(OURS),
                destinations=[{"type": "sip", "target": "a@b"}],
                text="x",
            ),
            message(*[OUTSIDE] * 100, text="x" * 200),
        ],
    )
    async def test_what_cannot_be_sent_ends_the_run(self, world: World, action: Any) -> None:
        async with world.store.writing() as work:
            table = BILLING_ACCOUNT.table
            await work.execute(update(table).values(balance_credit=990_000))
        assert not await went_on(world, action)
        assert await world.all(MESSAGE) == []

    async def test_without_a_source_the_side_of_the_conversation(self, world: World) -> None:
        id = await conversation(world)
        assert await went_on(world, message(THEIRS, source=None), about="conversation", id=id)
        assert (await world.all(MESSAGE))[-1].source["target"] == OURS

    async def test_without_a_source_the_side_of_the_call(self, world: World) -> None:
        """A number of ours is one whatever type the request for the call gave it."""
        now_us, id = world.store.clock.now_us(), new_id()
        call = CallRow(
            id=id,
            customer_id=CUSTOMER,
            status="progressing",
            direction="outgoing",
            source={"type": "sip", "target": OURS},
            tm_create=now_us,
            tm_update=now_us,
        )
        async with world.store.writing() as work:
            await Repository(CALL, work, CUSTOMER).add(call)
        assert await went_on(world, message(OUTSIDE, source=None), about="call", id=id)
        (row,) = await world.all(MESSAGE)
        assert (row.source["type"], row.source["target"]) == ("tel", OURS)

    async def test_answer_in_a_conversation_of_another_type(self, world: World) -> None:
        """As they were stored of calls like that."""
        id = await conversation(world)
        async with world.store.writing() as work:
            own = {"type": "", "target": OURS}
            await work.execute(update(CONVERSATION.table).values({CONVERSATION.table.c.self: own}))
        before = len(await world.said())
        assert await went_on(world, say(id, sync=False))
        await world.performer._background.settled()
        assert len(await world.said()) == before + 1

    async def test_asked_again_after_a_crash(self, world: World) -> None:
        run = await begin(world, message(OUTSIDE), LAST)
        await run.over.wait()
        (row,) = await world.all(MESSAGE)
        sent = await event_types(world.store, "message_created")
        again = MessageSend(1, tel(OURS), (tel(OUTSIDE),), "hi")
        await world.performer.perform(run, again)
        await world.performer._background.settled()
        assert [one.id for one in await world.all(MESSAGE)] == [row.id]
        assert await event_types(world.store, "message_created") == sent

    async def test_a_text_that_its_variables_make_too_long(self, world: World) -> None:
        long = act("variable_set", key="long", value="x" * 1600)
        assert not await went_on(world, long, message(OUTSIDE, text="${long}!"))
        assert ["at most 1600 characters, has 1601" in one for one in world.problems] == [True]
        assert await world.all(MESSAGE) == []
        assert await went_on(world, long, message(OUTSIDE, text="${long}"))


class TestConversationSend:
    async def test_a_text_that_its_variables_make_too_long(self, world: World) -> None:
        id = await conversation(world)
        long = act("variable_set", key="long", value="x" * 1600)
        said = act("conversation_send", conversation_id=id, text="${long}!", sync=True)
        before = await world.said()
        assert await went_on(world, long, said)
        assert ["at most 1600 characters, has 1601" in one for one in world.problems] == [True]
        assert await world.said() == before

    async def test_synchronous_waits_until_it_was_handed_over(self, connected: World) -> None:
        id = await conversation(connected)
        run = await begin(connected, say(id, sync=True), LAST)
        await stored(connected)
        assert not run.over.is_set()
        assert "came" not in run.state.variables
        await connected.run()
        await run.over.wait()
        assert run.state.variables["came"] == "here"
        assert [one["text"] for one in connected.telnyx.sent] == ["hi", "hello"]
        assert await connected.said() == [("outgoing", "sent")] * 2

    async def test_synchronous_fails_on_error(self, connected: World) -> None:
        id = await conversation(connected)
        connected.telnyx.failures.append(refuses(422, "40300"))
        connected.messagebird.failures.append(answers(422))
        run = await begin(connected, say(id, sync=True), LAST)
        await stored(connected)
        await connected.run()
        await run.over.wait()
        assert run.state.variables["came"] == "here"
        assert await connected.said() == [("outgoing", "sent"), ("outgoing", "failed")]
        assert ["could not be sent" in reason for reason in connected.problems] == [True]

    async def test_asynchronous_goes_on_at_once(self, connected: World) -> None:
        id = await conversation(connected)
        assert await went_on(connected, say(id, sync=False))
        await connected.performer._background.settled()
        assert (await connected.said())[-1] == ("outgoing", "sending")
        await connected.run()
        assert (await connected.said())[-1] == ("outgoing", "sent")

    @pytest.mark.parametrize("sync", [False, True])
    async def test_of_another_customer(self, world: World, sync: bool) -> None:
        id = await conversation(world, STRANGER)
        before = await world.all(CONVERSATION_MESSAGE, STRANGER)
        assert await went_on(world, say(id, sync=sync))
        await world.performer._background.settled()
        assert await world.all(CONVERSATION_MESSAGE, STRANGER) == before
        assert await world.all(CONVERSATION_MESSAGE) == []

    async def test_the_call_that_caused_it(self, world: World) -> None:
        id, call_id = await conversation(world), new_id()
        assert await went_on(world, say(id, sync=False), about="call", id=call_id)
        await world.performer._background.settled()
        last = (await world.all(CONVERSATION_MESSAGE))[-1]
        assert (last.reference_type, last.reference_id) == ("call", call_id)

    async def test_line_has_no_engine(self, world: World) -> None:
        id = await conversation(world)
        async with world.store.writing() as work:
            await work.execute(update(CONVERSATION.table).values(type="line"))
        before = await world.said()
        assert await went_on(world, say(id, sync=True))
        assert await world.said() == before


def say(id: str, *, sync: bool) -> Any:
    return act("conversation_send", conversation_id=id, text="hello", sync=sync)


async def stored(world: World) -> None:
    """Until the flow has said something."""
    came = asyncio.Event()
    world.store.events.when_published(
        lambda event: came.set() if event.type == "conversation_message_created" else None
    )
    if len(await world.said()) < 2:
        async with asyncio.timeout(20):
            await came.wait()
