"""Teams at work: models asked over real HTTP, rows in a real database."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.fixtures.callers import CUSTOMER
from tests.fixtures.fake_llm import API_KEY, FakeLlm, serving
from voipbin.core.ai.model import AI, AiRow
from voipbin.core.aicall.aicalls import Aicalls, new_aicall
from voipbin.core.aicall.assistant import Assistants
from voipbin.core.aicall.dialogue import Dialogue
from voipbin.core.aicall.handoff import Handoff
from voipbin.core.aicall.life import every_aicall
from voipbin.core.aicall.model import AicallRow
from voipbin.core.aicall.party import find_party
from voipbin.core.aicall.senders import Senders
from voipbin.core.aicall.toolbox import Toolbox
from voipbin.core.aimessage.log import add_message, newest_messages
from voipbin.core.egress import EgressClient
from voipbin.core.errors import FailedPrecondition, NotFound
from voipbin.core.ids import new_id
from voipbin.core.llm.llms import Llms
from voipbin.core.llm.vendors import LlmSettings
from voipbin.core.repository import Repository
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.team.model import TEAM, TeamRow
from voipbin.core.unit_of_work import Store

FRONT, BILLING = new_id(), new_id()
BOX = SecretsBox(bytes(32))


class Office:
    """A team of two: the first one knows the way to the second, and back."""

    def __init__(self, store: Store, url: str) -> None:
        self.store = store
        self._url = url
        self.aicalls = self.process()

    def process(self) -> Aicalls:
        """Sessions as a process has them that has just begun."""
        env = {"VOIPBIN_OPENAI_LLM_URL": self._url, "VOIPBIN_OPENAI_API_KEY": API_KEY}
        llms = Llms(EgressClient(["127.0.0.0/8"]), LlmSettings.from_env(env), limit_s=5)
        assistants = Assistants(llms, BOX)
        senders = Senders()
        toolbox = Toolbox(self.store, senders)
        return Aicalls(
            self.store,
            assistants,
            Dialogue(self.store, toolbox, Handoff(self.store, assistants), senders),
        )

    async def open(self) -> None:
        """The rows."""
        self.front = await self.ai("front", tool_names=["stop_service"], parameter={"a": 1, "b": 1})
        self.billing = await self.ai("billing", init_prompt="You know every ${thing}bill.")
        members = [
            member(FRONT, self.front, to_billing=BILLING),
            member(BILLING, self.billing, to_front=FRONT),
        ]
        self.team = TeamRow(
            id=new_id(),
            customer_id=CUSTOMER,
            start_member_id=FRONT,
            members=members,
            parameter={"b": 2},
            tm_create=1,
        )
        async with self.store.writing() as work:
            await Repository(TEAM, work, CUSTOMER).add(self.team)

    async def ai(self, name: str, **fields: Any) -> AiRow:
        """One of its ais."""
        row = AiRow(
            id=new_id(),
            customer_id=CUSTOMER,
            name=name,
            engine_model=f"openai.{name}",
            tm_create=1,
            **{"init_prompt": f"You are {name}."} | fields,
        )
        async with self.store.writing() as work:
            return await Repository(AI, work, CUSTOMER).add(row)

    async def session(self) -> AicallRow:
        """One of messages alone."""
        async with self.store.reading() as connection:
            party = await find_party(connection, CUSTOMER, "team", self.team.id)
        row = new_aicall(party)
        await self.aicalls.begin(party, row, {})
        return row

    async def told(self, row: AicallRow, text: str, aicalls: Aicalls | None = None) -> None:
        """Somebody writes, and is answered."""
        async with self.store.writing() as work:
            await add_message(work, row, role="user", content=text)
            now = await every_aicall(work).get(row.id)
        at_work = aicalls or self.aicalls
        at_work.answer(now)
        await at_work.settled()

    async def said(self, row: AicallRow) -> list[tuple[str, str]]:
        """Role and words of every message, oldest first."""
        async with self.store.reading() as connection:
            rows = await newest_messages(connection, row, 100)
        return [(one.role, one.content) for one in reversed(rows)]


def member(id: str, ai: AiRow, **ways: str) -> dict[str, Any]:
    transitions = [
        {"function_name": name, "description": f"Goes {name}.", "next_member_id": target}
        for name, target in ways.items()
    ]
    return {"id": id, "name": ai.name, "ai_id": ai.id, "transitions": transitions}


@pytest.fixture
def fake() -> FakeLlm:
    return FakeLlm()


@pytest_asyncio.fixture
async def office(store: Store, fake: FakeLlm) -> AsyncIterator[Office]:
    async with serving(fake) as url:
        office = Office(store, url)
        await office.open()
        yield office


def tools_of(request: dict[str, Any]) -> list[str]:
    return [tool["function"]["name"] for tool in request.get("tools", ())]


async def test_first_member_begins(office: Office, fake: FakeLlm) -> None:
    row = await office.session()
    assert (row.assistance_type, row.assistance_id) == ("team", office.team.id)
    assert (row.ai_engine_model, row.parameter) == ("openai.front", {"a": 1, "b": 2})
    await office.told(row, "hello")
    (request,) = fake.requests
    assert request["model"] == "front"
    assert tools_of(request) == ["stop_service", "to_billing"]
    _, prompt, parameter = request["messages"][0]["content"].split("\n\n")
    assert prompt == "You are front."
    assert json.loads(parameter) == {"a": 1, "b": 2}


async def test_other_member_takes_over(office: Office, fake: FakeLlm) -> None:
    """It knows what was said before, and answers at once."""
    row = await office.session()
    fake.calls("to_billing")
    fake.says("Which bill?")
    await office.told(row, "my bill is wrong")
    first, second = fake.requests
    assert (first["model"], second["model"]) == ("front", "billing")
    assert tools_of(second) == ["to_front"]
    prompts, user, use, result = second["messages"]
    assert user["content"] == "my bill is wrong"
    assert use["tool_calls"][0]["function"]["name"] == "to_billing"
    assert json.loads(result["content"]) == {"status": "transferred"}
    assert prompts["content"].endswith('\n\nYou know every bill.\n\n{"b":2}')
    assert (await office.said(row))[-1] == ("assistant", "Which bill?")


async def test_who_works_is_known_to_the_next_process(office: Office, fake: FakeLlm) -> None:
    row = await office.session()
    fake.calls("to_billing")
    await office.told(row, "my bill is wrong")
    await office.told(row, "the last one", office.process())
    assert fake.requests[-1]["model"] == "billing"
    fake.calls("to_front")
    await office.told(row, "something else")
    assert fake.requests[-1]["model"] == "front"


async def test_every_result_is_heard_in_a_team(office: Office, fake: FakeLlm) -> None:
    """Though the model did not ask for another turn."""
    row = await office.session()
    fake.calls("no_such_tool")
    fake.says("Sorry.")
    await office.told(row, "hello")
    assert (await office.said(row))[-1] == ("assistant", "Sorry.")


async def test_ai_that_was_deleted(office: Office, fake: FakeLlm) -> None:
    """No session begins with it; one that goes on keeps what it began with."""
    row = await office.session()
    async with office.store.writing() as work:
        office.billing.tm_delete = work.clock.now_us()
        await Repository(AI, work, CUSTOMER).save(office.billing)
    with pytest.raises(FailedPrecondition, match=office.billing.id):
        await office.session()
    fake.calls("to_billing")
    await office.told(row, "my bill is wrong", office.process())
    assert fake.requests[-1]["model"] == "billing"


async def test_member_that_cannot_work_here(office: Office, fake: FakeLlm) -> None:
    """The one before is told, and goes on."""
    async with office.store.writing() as work:
        office.billing.engine_model = "aws.nova"
        office.billing.sealed_engine_key = BOX.seal("key", office.billing.id)
        await Repository(AI, work, CUSTOMER).save(office.billing)
    row = await office.session()
    fake.calls("to_billing")
    fake.says("I cannot reach them.")
    await office.told(row, "my bill is wrong")
    last = fake.requests[-1]
    assert last["model"] == "front"
    assert json.loads(last["messages"][-1]["content"])["status"] == "error"
    assert (await office.said(row))[-1] == ("assistant", "I cannot reach them.")


async def test_team_of_somebody_else(office: Office) -> None:
    async with office.store.reading() as connection:
        with pytest.raises(NotFound):
            await find_party(connection, new_id(), "team", office.team.id)
