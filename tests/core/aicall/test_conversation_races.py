"""Texts answered by ais while something else happens: more texts, ends, deaths, deletions."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.core.aicall.test_conversation_aicalls import Counter, Telephone
from tests.fixtures.callers import CUSTOMER
from tests.fixtures.fake_llm import FakeLlm, serving
from voipbin.core.activeflow.model import ACTIVEFLOW, ActiveflowRow
from voipbin.core.aicall.aicalls import _MOST_ANSWERS
from voipbin.core.aicall.life import every_aicall
from voipbin.core.aicall.model import AicallRow
from voipbin.core.aicall.senders import Reply
from voipbin.core.aimessage.log import add_message
from voipbin.core.flow_engine import ActionDone, AiEnded, SetVariables, StartAi, Stop, StopAi
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store


class Switchboard(Telephone):
    """Notes for which flow something is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.flows: list[str] = []

    async def reply_of(self, aicall: AicallRow) -> Reply:
        self.flows.append(aicall.activeflow_id)
        return await super().reply_of(aicall)


class BusyCounter(Counter):
    """Where much happens at once."""

    async def open(self) -> None:
        await super().open()
        self.telephone = self.board = Switchboard()
        self.at_work = self.talks()

    async def begins(self, run: Any, at: Any = None) -> None:
        """The flow comes to ai_talk, and nobody waits."""
        start = StartAi(1, "ai", self.one.id, "female", "")
        await (at or self.at_work).perform(run, start)

    async def thinks(self, fake: FakeLlm) -> tuple[Any, asyncio.Event]:
        """A flow whose text the model thinks about, and what lets it answer."""
        fake.holds = may_answer = asyncio.Event()
        run = self.run()
        await self.begins(run)
        await asked(fake)
        return run, may_answer

    async def deletes(self, row: AicallRow) -> None:
        """Somebody does, in any process."""
        async with self.store.writing() as work:
            row.tm_delete = work.clock.now_us()
            await every_aicall(work).save(row, "tm_delete")

    async def noted(self, count: int) -> AicallRow:
        """The session, once so many texts are in it."""
        async with asyncio.timeout(10):
            while True:
                for row in await self.sessions():
                    said = [role for role, _ in await self.said(row)]
                    if said.count("user") == count:
                        return row
                await asyncio.sleep(0.01)


async def asked(fake: FakeLlm, count: int = 1) -> None:
    async with asyncio.timeout(3):  # less than a model has to answer
        while len(fake.requests) < count:
            await asyncio.sleep(0.01)


@pytest.fixture
def fake() -> FakeLlm:
    return FakeLlm()


@pytest_asyncio.fixture
async def counter(store: Store, fake: FakeLlm) -> AsyncIterator[BusyCounter]:
    async with serving(fake) as url:
        counter = BusyCounter(store, url)
        await counter.open()
        yield counter
        if fake.holds is not None:
            fake.holds.set()
        await counter.aicalls.close()


async def test_what_an_ai_does_is_done_to_the_flow_it_answers(
    counter: BusyCounter, fake: FakeLlm
) -> None:
    fake.holds = asyncio.Event()
    fake.calls("set_variables", variables={"size": "42"}, run_llm=True)
    first, second = counter.run("42"), counter.run("Hello?")
    await counter.begins(first)
    await asked(fake)
    await counter.begins(second)
    await counter.noted(2)
    fake.holds.set()
    await counter.aicalls.settled()
    assert first.fed[1:] == [SetVariables({"size": "42"}), AiEnded(1)]
    assert second.fed[1:] == [AiEnded(1)]
    assert counter.board.flows == [first.id, second.id]  # by which flows in a row are counted


async def test_an_end_is_that_of_its_own_flow(counter: BusyCounter, fake: FakeLlm) -> None:
    fake.holds = asyncio.Event()
    fake.calls("stop_flow")
    first, second = counter.run("Stop"), counter.run("Hello?")
    await counter.begins(first)
    await asked(fake)
    await counter.begins(second)
    row = await counter.noted(2)
    fake.holds.set()
    await counter.aicalls.settled()
    assert (first.fed[-1], second.fed[-1]) == (Stop(), AiEnded(1))
    # Who wrote before it was over is answered all the same.
    assert counter.telephone.texts == ["Answer 2"]
    assert (await counter.sessions())[0].status == "terminated"
    assert row.gender == "female"


async def test_nothing_is_sent_in_a_session_that_is_deleted(
    counter: BusyCounter, fake: FakeLlm
) -> None:
    run, may_answer = await counter.thinks(fake)
    (row,) = await counter.sessions()
    await counter.deletes(row)
    may_answer.set()
    await counter.aicalls.settled()
    assert counter.telephone.texts == []
    assert run.fed[-1] == AiEnded(1)


async def test_nobody_waits_for_a_model_in_a_session_that_is_deleted(
    counter: BusyCounter, fake: FakeLlm
) -> None:
    """The flow goes on at once, not when the model answers."""
    run, _ = await counter.thinks(fake)
    (row,) = await counter.sessions()
    await counter.deletes(row)
    counter.aicalls.gone(row.id)
    async with asyncio.timeout(3):  # less than a model has to answer
        await counter.aicalls.settled()
    assert run.fed[-1] == AiEnded(1)


async def test_what_a_flow_gave_up_is_not_answered_after_a_start(
    counter: BusyCounter, fake: FakeLlm
) -> None:
    run, may_answer = await counter.thinks(fake)
    await counter.at_work.perform(run, StopAi(1))
    await counter.aicalls.settled()
    may_answer.set()
    counter.at_work = counter.talks()
    await counter.aicalls.recover()
    await counter.aicalls.settled()
    assert counter.telephone.texts == []
    (row,) = await counter.sessions()
    assert (await counter.said(row))[-1][1] == "The ai did not answer: the flow waited no longer"


async def test_no_tool_is_used_in_a_session_that_is_deleted(
    counter: BusyCounter, fake: FakeLlm
) -> None:
    fake.holds = asyncio.Event()
    fake.calls("set_variables", variables={"size": "42"})
    run = counter.run()
    await counter.begins(run)
    await asked(fake)
    (row,) = await counter.sessions()
    await counter.deletes(row)
    fake.holds.set()
    await counter.aicalls.settled()
    assert [type(event) for event in run.fed] == [ActionDone, AiEnded]


async def test_a_flow_that_asks_again_begins_no_second_session(
    counter: BusyCounter, fake: FakeLlm
) -> None:
    """Its process died after the ai had ended the session, before the flow was told."""
    fake.calls("stop_service")
    run = counter.run()
    await counter.talk(run)
    counter.at_work = counter.talks()
    await counter.talk(run)
    (row,) = await counter.sessions()
    assert (row.status, run.fed[-1]) == ("terminated", AiEnded(1))


async def test_a_text_that_comes_with_the_answer_of_another_process(
    counter: BusyCounter, fake: FakeLlm
) -> None:
    """Its ai was not told of it: the last word in the session is no answer to that text."""
    here, aicalls = counter.at_work, counter.aicalls
    there = counter.talks()
    fake.holds = asyncio.Event()
    await counter.begins(counter.run("One"), here)
    await asked(fake)
    for _ in range(_MOST_ANSWERS):
        await counter.aicalls._slots.acquire()  # the other process is busy
    await counter.begins(counter.run("Two"), there)
    await counter.noted(2)
    fake.holds.set()
    await aicalls.settled()
    assert counter.telephone.texts == ["Answer 1"]
    for _ in range(_MOST_ANSWERS):
        counter.aicalls._slots.release()
    await counter.aicalls.settled()
    assert counter.telephone.texts == ["Answer 1", "Answer 2"]


async def test_who_waits_in_one_session_does_not_keep_others_waiting(
    counter: BusyCounter, fake: FakeLlm
) -> None:
    busy = await counter.session()
    other = await counter.session()
    fake.holds = asyncio.Event()
    for place in range(_MOST_ANSWERS):
        async with counter.store.writing() as work:
            await add_message(work, busy, role="user", content=f"{place}")
        counter.aicalls.answer(busy)
    await asked(fake)
    async with counter.store.writing() as work:
        await add_message(work, other, role="user", content="And me?")
    counter.aicalls.answer(other)
    await asked(fake, 2)
    assert fake.requests[1]["messages"][-1]["content"] == "And me?"


async def test_a_text_that_a_flow_waits_for_is_not_answered_without_it(
    counter: BusyCounter, store: Store, fake: FakeLlm
) -> None:
    run = counter.run()
    fake.holds = asyncio.Event()
    await counter.begins(run)
    await asked(fake)
    await counter.aicalls.close()
    fake.holds.set()
    async with store.writing() as work:
        flow = ActiveflowRow(id=run.id, customer_id=CUSTOMER, status="running", tm_create=1)
        await Repository(ACTIVEFLOW, work, CUSTOMER).add(flow)
    counter.at_work = counter.talks()
    await counter.aicalls.recover()
    await counter.aicalls.settled()
    assert len(fake.requests) == 1
    await counter.talk(run)  # the flow goes on as well
    assert counter.telephone.texts == ["Answer 2"]
