"""Ais that answer texts: message flows wait for them, and the other side gets the answer."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from tests.fixtures.fake_llm import API_KEY, FakeLlm, quota, serving
from tests.platform.api import Json
from tests.platform.stage import LocalStage, action
from voipbin.core.message.incoming import MOST_FLOWS_IN_A_ROW
from voipbin.core.message.model import MESSAGE

pytestmark = pytest.mark.asyncio(loop_scope="module")

LLM = FakeLlm()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def vendor() -> AsyncIterator[str]:
    async with serving(LLM) as url:
        yield url


@pytest.fixture(scope="module")
def platform_settings(vendor: str) -> Iterator[dict[str, Any]]:
    """The vendor is there before the platform reads where it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOIPBIN_OPENAI_LLM_URL", vendor)
        yield {}


@pytest.fixture(autouse=True)
def nothing_is_left() -> None:
    LLM.turns.clear()
    LLM.requests.clear()
    LLM.failures.clear()
    LLM.holds = None


class Shop:
    """A number whose texts an ai answers, and somebody who writes to it."""

    def __init__(self, stage: LocalStage) -> None:
        self.stage = stage
        self.conversation: Json = {}

    async def open(self, *behind: Json, **fields: Any) -> None:
        body = {"engine_model": "openai.gpt-4o", "engine_key": API_KEY, "tool_names": ["all"]}
        self.ai = await self.stage.api("AiService.CreateAi", **(body | fields))
        talks = action("ai_talk", assistance_type="ai", assistance_id=self.ai["id"])
        self.number = await self.answering([talks, *behind])
        self.customer = await self.answering([])

    async def answering(self, actions: list[Json]) -> Json:
        """A number with that message flow."""
        number = await self.stage.number("")
        if actions:
            flow = await self.stage.api("FlowService.CreateFlow", actions=actions)
            rows = (await self.stage.api("NumberService.ListNumbers"))["result"]
            (id,) = [row["id"] for row in rows if row["number"] == number]
            await self.stage.api("NumberService.UpdateNumber", id=id, message_flow_id=flow["id"])
        return {"type": "tel", "target": number}

    async def writes(self, text: str) -> None:
        await self.stage.api(
            "MessageService.CreateMessage",
            source=self.customer,
            destinations=[self.number],
            text=text,
        )

    async def gets(self, text: str) -> Json:
        """What the customer has on its telephone."""
        return await self.stage.timeline.wait(
            "message_created",
            lambda body: (
                (body["direction"], body["text"], body["targets"][0]["destination"]["target"])
                == ("inbound", text, self.customer["target"])
            ),
        )

    async def sessions(self) -> list[Json]:
        """All of its ai, the oldest first."""
        rows = (await self.stage.api("AicallService.ListAicalls"))["result"]
        mine = [row for row in rows if row["assistance_id"] == self.ai["id"]]
        return list(reversed(mine))

    async def said(self, aicall: Json) -> list[tuple[str, str]]:
        answer = await self.stage.api("AimessageService.ListAimessages", aicall_id=aicall["id"])
        rows = reversed(answer["result"])
        return [(row["role"], row["content"]) for row in rows if row["role"] != "system"]


@pytest_asyncio.fixture(loop_scope="module")
async def shop(stage: LocalStage) -> Shop:
    return Shop(stage)


async def test_every_text_is_answered_in_one_session(stage: LocalStage, shop: Shop) -> None:
    seen = "${voipbin.aicall.ai_id} ${voipbin.conversation_message.text}"
    await shop.open(
        action("variable_set", key="seen", value=seen),
        init_prompt="You sell shoes to ${voipbin.conversation.peer.target}.",
    )
    LLM.says("We have red ones.")
    await shop.writes("Any shoes?")
    await shop.gets("We have red ones.")
    LLM.says("Size 42 is there.")
    await shop.writes("In 42?")
    await shop.gets("Size 42 is there.")
    (aicall,) = await shop.sessions()
    assert (aicall["status"], aicall["reference_type"]) == ("progressing", "conversation")
    assert await shop.said(aicall) == [
        ("user", "Any shoes?"),
        ("assistant", "We have red ones."),
        ("user", "In 42?"),
        ("assistant", "Size 42 is there."),
    ]
    told = LLM.requests[1]["messages"]
    assert told[0]["content"].endswith(f"You sell shoes to {shop.customer['target']}.")
    assert [one["content"] for one in told[-3:]] == ["Any shoes?", "We have red ones.", "In 42?"]
    run = await stage.flow_ended(aicall["activeflow_id"])  # of the second text
    variables = await stage.platform.engines.activeflows.variables_of(run["id"])
    assert variables["seen"] == f"{shop.ai['id']} In 42?"
    said = await stage.api(
        "ConversationMessageService.ListConversationMessages", id=aicall["reference_id"]
    )
    assert [row["text"] for row in reversed(said["result"])] == [
        "Any shoes?",
        "We have red ones.",
        "In 42?",
        "Size 42 is there.",
    ]


async def test_two_texts_at_once_are_one_session(stage: LocalStage, shop: Shop) -> None:
    await shop.open()
    LLM.holds = asyncio.Event()
    await asyncio.gather(shop.writes("One"), shop.writes("Two"))
    async with asyncio.timeout(10):
        while not LLM.requests:
            await asyncio.sleep(0.01)
    LLM.holds.set()
    await stage.idle()
    (aicall,) = await shop.sessions()
    said = await shop.said(aicall)
    assert {words for role, words in said if role == "user"} == {"One", "Two"}
    # The last answer was given by one who knew of both.
    told = [one["content"] for one in LLM.requests[-1]["messages"]]
    assert {"One", "Two"} <= set(told)
    assert said[-1][0] == "assistant"


async def test_ai_ends_it_and_the_next_text_begins_anew(shop: Shop) -> None:
    await shop.open()
    LLM.turns.append(
        {
            "role": "assistant",
            "content": "Goodbye!",
            "tool_calls": [
                {
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "stop_service", "arguments": "{}"},
                }
            ],
        }
    )
    await shop.writes("Bye")
    await shop.gets("Goodbye!")
    LLM.says("Hello again.")
    await shop.writes("Hello?")
    await shop.gets("Hello again.")
    first, second = await shop.sessions()
    assert (first["status"], second["status"]) == ("terminated", "progressing")
    assert first["tm_end"]
    assert "Bye" not in [one["content"] for one in LLM.requests[-1]["messages"]]


async def test_no_answer_is_noted_and_the_flow_ends(stage: LocalStage, shop: Shop) -> None:
    await shop.open(action("variable_set", key="seen", value="behind"))
    LLM.failures.append(quota())
    await shop.writes("Hello?")
    note = await stage.timeline.wait(
        "aimessage_created", lambda body: "did not answer" in body["content"]
    )
    assert note["role"] == "system"
    await stage.idle()
    (aicall,) = await shop.sessions()
    assert await shop.said(aicall) == [("user", "Hello?")]
    variables = await stage.platform.engines.activeflows.variables_of(aicall["activeflow_id"])
    assert "seen" not in variables
    # The next text is answered all the same, and the ai is told of the first one.
    LLM.says("Here I am.")
    await shop.writes("Anybody?")
    await shop.gets("Here I am.")
    assert [one["content"] for one in LLM.requests[-1]["messages"]][-2:] == ["Hello?", "Anybody?"]


async def test_a_long_answer_is_shortened(shop: Shop) -> None:
    await shop.open()
    LLM.says("x" * 2000)
    await shop.writes("Tell me all")
    await shop.gets("x" * 1599 + "…")
    (aicall,) = await shop.sessions()
    assert (await shop.said(aicall))[-1] == ("assistant", "x" * 2000)


async def test_there_is_no_call_to_connect(shop: Shop) -> None:
    await shop.open()
    LLM.calls("connect_call", destinations=[{"type": "tel", "target": "+4930123456"}])
    LLM.says("I cannot call.")
    await shop.writes("Call me")
    await shop.gets("I cannot call.")
    assert "no call in this session" in LLM.requests[-1]["messages"][-1]["content"]


async def test_it_writes_from_the_number_of_the_conversation(stage: LocalStage, shop: Shop) -> None:
    await shop.open()
    friend = await shop.answering([])
    LLM.calls("send_message", destinations=[friend], text="For you", run_llm=True)
    LLM.says("Done.")
    await shop.writes("Tell my friend")
    await shop.gets("Done.")
    sent = await stage.timeline.wait(
        "message_created",
        lambda body: body["direction"] == "outbound" and body["text"] == "For you",
    )
    assert sent["source"]["target"] == shop.number["target"]


async def test_session_of_the_api(stage: LocalStage, shop: Shop) -> None:
    """What it is told by the API it says to the other side; texts go on in it."""
    await shop.open()
    LLM.says("Hello!")
    await shop.writes("Hi")
    await shop.gets("Hello!")
    (first,) = await shop.sessions()
    await stage.api("AicallService.DeleteAicall", id=first["id"])
    aicall = await stage.api(
        "AicallService.CreateAicall",
        assistance_type="ai",
        assistance_id=shop.ai["id"],
        reference_type="conversation",
        reference_id=first["reference_id"],
    )
    LLM.says("Your shoes are here.")
    await stage.api(
        "AimessageService.CreateAimessage", aicall_id=aicall["id"], role="user", content="Tell them"
    )
    await shop.gets("Your shoes are here.")
    LLM.says("Until six.")
    await shop.writes("Until when?")
    await shop.gets("Until six.")
    assert [role for role, _ in await shop.said(aicall)] == ["user", "assistant"] * 2


async def test_two_ais_do_not_talk_for_ever(stage: LocalStage, shop: Shop) -> None:
    await shop.open()
    talks = action("ai_talk", assistance_type="ai", assistance_id=shop.ai["id"])
    other = await shop.answering([talks])
    await stage.api(
        "MessageService.CreateMessage", source=other, destinations=[shop.number], text="Hello?"
    )
    async with asyncio.timeout(10):
        while len(LLM.requests) < MOST_FLOWS_IN_A_ROW:
            await asyncio.sleep(0.02)
    await stage.idle()
    await stage.timeline.wait(
        "message_created",
        lambda body: (
            body["text"] == f"Answer {MOST_FLOWS_IN_A_ROW}" and body["direction"] == "inbound"
        ),
    )
    await stage.idle()
    assert len(LLM.requests) == MOST_FLOWS_IN_A_ROW


async def test_what_the_api_asks_begins_a_new_row(stage: LocalStage, shop: Shop) -> None:
    """However many flows had answered each other in the session before."""
    await shop.open()
    LLM.says("Hello!")
    await shop.writes("Hi")
    await shop.gets("Hello!")
    (aicall,) = await shop.sessions()
    LLM.says("News for you.")
    await stage.api(
        "AimessageService.CreateAimessage", aicall_id=aicall["id"], role="user", content="Tell them"
    )
    await shop.gets("News for you.")
    table = MESSAGE.table.c
    hops = select(table.text, table.hop_count).where(table.direction == "outbound")
    async with stage.platform.engines.store.reading() as connection:
        found = {row.text: row.hop_count for row in await connection.execute(hops)}
    assert (found["Hello!"], found["News for you."]) == (1, 0)
