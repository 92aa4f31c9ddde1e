"""Exchanges that do not go as they should: models asked over real HTTP, rows in a real database."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import update

from tests.core.aicall.test_team import BOX, Office
from tests.fixtures.callers import CUSTOMER
from tests.fixtures.fake_llm import FakeLlm, serving
from voipbin.core.ai.model import AI
from voipbin.core.aicall.aicalls import FRESH_US, new_aicall
from voipbin.core.aicall.live import LiveAicall
from voipbin.core.aicall.model import AicallRow
from voipbin.core.aicall.party import alone
from voipbin.core.aimessage.log import add_message
from voipbin.core.aimessage.model import AIMESSAGE
from voipbin.core.errors import Unavailable
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store


class Desk(Office):
    """One ai with every tool."""

    async def open(self) -> None:
        """The row."""
        self.one = await self.ai("one", tool_names=["all"])

    async def session(self) -> AicallRow:
        """One of messages alone."""
        return (await self.live()).row

    async def live(self) -> LiveAicall:
        """The same, at work."""
        party = alone(self.one)
        return await self.aicalls.begin(party, new_aicall(party), {})

    async def asks(self, live: LiveAicall, text: str = "hello") -> list[str]:
        """Somebody says something; what is said to it."""
        heard: list[str] = []
        await self.aicalls.dialogue.note(live, text)

        def say(text: str) -> bool:
            heard.append(text)
            return True

        await self.aicalls.dialogue.answer(live, say)
        return heard


@pytest.fixture
def fake() -> FakeLlm:
    return FakeLlm()


@pytest_asyncio.fixture
async def desk(store: Store, fake: FakeLlm) -> AsyncIterator[Desk]:
    async with serving(fake) as url:
        desk = Desk(store, url)
        await desk.open()
        yield desk


def calls(*uses: tuple[str, str]) -> dict[str, Any]:
    """A turn of several tools."""
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {"id": f"c{n}", "type": "function", "function": {"name": name, "arguments": told}}
            for n, (name, told) in enumerate(uses)
        ],
    }


async def test_what_is_written_while_it_thinks_is_answered_too(desk: Desk, fake: FakeLlm) -> None:
    row = await desk.session()
    fake.holds = asyncio.Event()
    first = asyncio.create_task(desk.told(row, "A"))
    async with asyncio.timeout(10):
        while not fake.requests:
            await asyncio.sleep(0.01)
    second = asyncio.create_task(desk.told(row, "B"))
    async with asyncio.timeout(10):
        while len(await desk.said(row)) < 4:  # both prompts, A and B
            await asyncio.sleep(0.01)
    fake.holds.set()
    await asyncio.gather(first, second)
    said = [words for role, words in await desk.said(row) if role != "system"]
    assert said == ["A", "B", "Answer 1", "Answer 2"]
    assert [one["content"] for one in fake.requests[1]["messages"][1:]] == ["A", "Answer 1", "B"]


async def test_written_twice_before_it_thinks_is_answered_once(desk: Desk, fake: FakeLlm) -> None:
    row = await desk.session()
    for text in ("A", "B"):
        async with desk.store.writing() as work:
            await add_message(work, row, role="user", content=text)
    desk.aicalls.answer(row)
    desk.aicalls.answer(row)
    await desk.aicalls.settled()
    assert len(fake.requests) == 1


async def test_model_that_says_nothing(desk: Desk, fake: FakeLlm) -> None:
    live = await desk.live()
    fake.says("")
    with pytest.raises(Unavailable, match="said nothing"):
        await desk.asks(live)
    assert (await desk.said(live.row))[-1] == (
        "system",
        "The ai did not answer: the model said nothing",
    )


async def test_nobody_has_to_greet(desk: Desk, fake: FakeLlm) -> None:
    live = await desk.live()
    fake.says("")
    await desk.aicalls.dialogue.answer(live, lambda _: True)
    assert len(fake.requests) == 1


async def test_model_that_uses_tools_for_ever(desk: Desk, fake: FakeLlm) -> None:
    live = await desk.live()
    for _ in range(20):
        fake.calls("get_variables", run_llm=True)
    with pytest.raises(Unavailable, match="in a row"):
        await desk.asks(live)
    assert len(fake.requests) == 8


@pytest.mark.parametrize("told", ["{not json", '{"destinations": "there"}'])
async def test_failure_of_a_tool_is_always_told(desk: Desk, fake: FakeLlm, told: str) -> None:
    live = await desk.live()
    fake.turns.append(calls(("send_message", told)))
    fake.says("Sorry, to whom?")
    assert await desk.asks(live) == ["Sorry, to whom?"]


async def test_nothing_follows_the_end(desk: Desk, fake: FakeLlm) -> None:
    live = await desk.live()
    fake.turns.append(calls(("stop_service", "{}"), ("get_variables", "{}")))
    await desk.asks(live)
    assert live.ending is not None
    assert [role for role, _ in await desk.said(live.row)].count("tool") == 1
    assert len(fake.requests) == 1


async def test_too_many_tools_at_once(desk: Desk, fake: FakeLlm) -> None:
    live = await desk.live()
    fake.turns.append(calls(*[("stop_media", "{}")] * 18))
    await desk.asks(live)
    results = [words for role, words in await desk.said(live.row) if role == "tool"]
    assert sum("at most 16" in result for result in results) == 2


async def test_overtaken_answer_does_nothing(desk: Desk, fake: FakeLlm) -> None:
    live, overtaken = await desk.live(), asyncio.Event()
    fake.holds = asyncio.Event()
    fake.turns.append(calls(("stop_service", "{}")))
    await desk.aicalls.dialogue.note(live, "goodbye")
    answer = asyncio.create_task(
        desk.aicalls.dialogue.answer(live, lambda _: True, overtaken=overtaken)
    )
    async with asyncio.timeout(10):
        while not fake.requests:
            await asyncio.sleep(0.01)
    overtaken.set()
    async with asyncio.timeout(5):
        await answer
    fake.holds.set()
    assert live.ending is None
    assert (await desk.said(live.row))[-1] == ("user", "goodbye")


async def test_what_is_not_said_is_not_kept(desk: Desk, fake: FakeLlm) -> None:
    live = await desk.live()
    await desk.aicalls.dialogue.note(live, "hello")
    await desk.aicalls.dialogue.answer(live, lambda _: False)
    assert (await desk.said(live.row))[-1] == ("user", "hello")


async def test_key_of_another_vendor_is_not_sent_to_the_old_one(desk: Desk, fake: FakeLlm) -> None:
    row = await desk.session()
    desk.one.engine_model = "local.partner"
    desk.one.sealed_engine_key = BOX.seal("sk-of-the-new-one", desk.one.id)
    async with desk.store.writing() as work:
        await Repository(AI, work, CUSTOMER).save(desk.one)
    await desk.told(row, "hello")
    assert fake.requests == []
    role, words = (await desk.said(row))[-1]
    assert role == "system" and words.startswith("The ai did not answer: ")


async def test_only_fresh_questions_are_answered_after_a_start(desk: Desk, fake: FakeLlm) -> None:
    now_us = desk.store.clock.now_us()
    rows = {age: await desk.session() for age in ("fresh", "failed", "old")}
    for age, row in rows.items():
        async with desk.store.writing() as work:
            said = await add_message(work, row, role="user", content="Is anybody there?")
            if age == "old":
                table = AIMESSAGE.table
                asked = update(table).where(table.c.id == said.id)
                await work.execute(asked.values(tm_create=now_us - FRESH_US - 1))
    await desk.aicalls.dialogue.note_failure(rows["failed"], Unavailable("no model"))
    again = desk.process()
    await again.recover()
    await again.settled()
    assert len(fake.requests) == 1
    assert (await desk.said(rows["fresh"]))[-1] == ("assistant", "Answer 1")
