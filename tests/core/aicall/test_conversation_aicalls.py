"""Texts answered by ais where something goes wrong: processes die, answers cannot be sent."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio

from tests.core.aicall.test_dialogue import Desk
from tests.core.cluster.dying import abandoned
from tests.fixtures.callers import CUSTOMER
from tests.fixtures.fake_llm import FakeLlm, serving
from voipbin.core.aicall.conversation_aicalls import ConversationAicalls
from voipbin.core.aicall.life import every_aicall
from voipbin.core.aicall.model import AICALL, AicallRow
from voipbin.core.aicall.senders import Reply
from voipbin.core.aimessage.model import AimessageRow
from voipbin.core.conversation.model import CONVERSATION, ConversationRow
from voipbin.core.errors import InsufficientBalance
from voipbin.core.flow_engine import ActionDone, ActionFailed, AiEnded, StartAi, StopAi
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store, UnitOfWork


class Telephone:
    """Whom the answers are for."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.is_paid = True

    async def reply_of(self, aicall: AicallRow) -> Reply:
        async def send(work: UnitOfWork, said: AimessageRow) -> None:
            if not self.is_paid:
                raise InsufficientBalance("there is no money left")
            work.after_commit(lambda: self.texts.append(said.content))

        return send


class Run:
    """A flow that a text began."""

    def __init__(self, conversation_id: str, text: str) -> None:
        self.id = new_id()
        self.row = SimpleNamespace(customer_id=CUSTOMER, reference_id=conversation_id)
        variables = {"voipbin.conversation_message.text": text} if text else {}
        self.state = SimpleNamespace(variables=variables, token=1)
        self.fed: list[Any] = []

    def feed(self, event: Any) -> None:
        self.fed.append(event)


class Counter(Desk):
    """A desk that texts come to."""

    async def open(self) -> None:
        """The rows."""
        await super().open()
        self.telephone = Telephone()
        row = ConversationRow(id=new_id(), customer_id=CUSTOMER, tm_create=1)
        async with self.store.writing() as work:
            await Repository(CONVERSATION, work, CUSTOMER).add(row)
        self.conversation_id = row.id
        self.at_work = self.talks()

    def talks(self) -> ConversationAicalls:
        """As a process has them that has just begun."""
        self.aicalls = self.process()
        self.aicalls.dialogue._senders.replies = self.telephone
        beyond: Any = None
        return ConversationAicalls(self.aicalls, beyond)

    def run(self, text: str = "hello") -> Any:
        return Run(self.conversation_id, text)

    async def talk(self, run: Any) -> None:
        """The flow comes to ai_talk, and is waited for."""
        await self.at_work.perform(run, StartAi(1, "ai", self.one.id, "", ""))
        await self.aicalls.settled()

    async def sessions(self) -> list[AicallRow]:
        async with self.store.reading() as connection:
            rows = every_aicall(connection)
            return await rows.all(rows.select_live().order_by(AICALL.table.c.tm_create))


@pytest.fixture
def fake() -> FakeLlm:
    return FakeLlm()


@pytest_asyncio.fixture
async def counter(store: Store, fake: FakeLlm) -> AsyncIterator[Counter]:
    async with serving(fake) as url:
        counter = Counter(store, url)
        await counter.open()
        yield counter
        await counter.aicalls.close()


async def test_a_flow_that_asks_again_says_it_once(counter: Counter, fake: FakeLlm) -> None:
    run = counter.run()
    await counter.talk(run)
    assert [type(event) for event in run.fed] == [ActionDone, AiEnded]
    counter.at_work = counter.talks()  # it died before that was stored
    await counter.talk(run)
    assert [type(event) for event in run.fed] == [ActionDone, AiEnded] * 2
    assert counter.telephone.texts == ["Answer 1"]
    assert len(fake.requests) == 1
    (aicall,) = await counter.sessions()
    assert await counter.said(aicall) == [
        *[(role, words) for role, words in await counter.said(aicall) if role == "system"],
        ("user", "hello"),
        ("assistant", "Answer 1"),
    ]


async def test_it_goes_on_in_the_next_process(counter: Counter, store: Store) -> None:
    await counter.talk(counter.run("One"))
    (aicall,) = await counter.sessions()
    await abandoned(store, AICALL.table, aicall.id)
    counter.at_work = counter.talks()
    await counter.aicalls.recover()
    await counter.talk(counter.run("Two"))
    (after,) = await counter.sessions()
    assert (after.id, after.status) == (aicall.id, "progressing")
    assert counter.telephone.texts == ["Answer 1", "Answer 2"]


async def test_what_cannot_be_sent_is_not_said(counter: Counter) -> None:
    counter.telephone.is_paid = False
    run = counter.run()
    await counter.talk(run)
    assert run.fed[-1] == ActionFailed(1, "there is no money left")
    (aicall,) = await counter.sessions()
    said = await counter.said(aicall)
    assert said[-1] == ("system", "The ai did not answer: there is no money left")
    assert "assistant" not in [role for role, _ in said]


@pytest.mark.parametrize("text", ["", "hello"])
async def test_what_cannot_begin(counter: Counter, text: str) -> None:
    """Without a text, or without the conversation."""
    run = counter.run(text)
    if text:
        run.row.reference_id = new_id()
    await counter.talk(run)
    (failed,) = run.fed
    assert isinstance(failed, ActionFailed)
    assert ("not found" if text else "conversation_message.text") in failed.reason
    assert await counter.sessions() == []


async def test_a_flow_that_waits_no_longer(counter: Counter, fake: FakeLlm) -> None:
    """Its limit came first: nothing is sent after that."""
    fake.holds = asyncio.Event()
    run = counter.run()
    await counter.at_work.perform(run, StartAi(1, "ai", counter.one.id, "", ""))
    async with asyncio.timeout(10):
        while not fake.requests:
            await asyncio.sleep(0.01)
    await counter.at_work.perform(run, StopAi(1))
    await counter.aicalls.settled()
    fake.holds.set()
    assert [type(event) for event in run.fed] == [ActionDone]
    assert counter.telephone.texts == []
    fake.holds = None
    await counter.talk(counter.run("Still there?"))
    assert counter.telephone.texts == ["Answer 2"]


async def test_another_ai_has_its_own_session(counter: Counter) -> None:
    await counter.talk(counter.run())
    counter.one = await counter.ai("two")
    await counter.talk(counter.run())
    assert len({one.assistance_id for one in await counter.sessions()}) == 2
