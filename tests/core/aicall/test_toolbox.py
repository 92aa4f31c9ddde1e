"""What the built-in tools do, each with what it needs and without."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.fixtures.callers import CUSTOMER, STRANGER
from voipbin.core.ai.model import AiRow
from voipbin.core.ai.tool_schemas import offered_tools
from voipbin.core.aicall.assistant import Assistant
from voipbin.core.aicall.life import AicallLife
from voipbin.core.aicall.live import Ending, LiveAicall
from voipbin.core.aicall.model import AicallRow
from voipbin.core.aicall.party import alone
from voipbin.core.aicall.senders import EmailToSend, MessageToSend, Senders
from voipbin.core.aicall.toolbox import Result, Toolbox
from voipbin.core.errors import InsufficientBalance
from voipbin.core.ids import new_id
from voipbin.core.llm.local import LocalLlm
from voipbin.core.llm.port import ToolCall
from voipbin.core.number.model import NUMBER, NumberRow
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

THERE = {"type": "tel", "target": "+15550100001"}
HERE = {"type": "tel", "target": "+15550100000"}


@dataclass
class Flow:
    """Variables, kept."""

    variables: dict[str, str] = field(default_factory=lambda: {"a": "b"})

    def set_variables(self, values: dict[str, str]) -> None:
        """Changes some."""
        self.variables |= values


@dataclass
class Call:
    """A call with music."""

    own_number: str = HERE["target"]
    stops: int = 0

    async def stop_media(self) -> None:
        """Counts."""
        self.stops += 1


@dataclass
class Sender:
    """Takes what is to be sent."""

    sent: list[Any] = field(default_factory=list)
    is_poor: bool = False

    async def send_message(self, message: MessageToSend) -> str:
        """Takes an SMS."""
        return self._take(message, "sms-1")

    async def send_email(self, email: EmailToSend) -> str:
        """Takes an e-mail."""
        return self._take(email, "mail-1")

    def _take(self, what: Any, id: str) -> str:
        if self.is_poor:
            raise InsufficientBalance("the account cannot pay")
        self.sent.append(what)
        return id


def session(**ports: Any) -> LiveAicall:
    row = AicallRow(id=new_id(), customer_id=CUSTOMER, tm_create=0, activeflow_id="f")
    assistant = Assistant(LocalLlm(), tuple(offered_tools(["all"])))
    party = alone(AiRow(id=new_id(), customer_id=CUSTOMER, tm_create=0))
    return LiveAicall(row, assistant, party, party.start, **ports)


async def use(
    live: LiveAicall, name: str, store: Store, senders: Senders | None = None, /, **arguments: Any
) -> Result:
    box = Toolbox(store, senders or Senders())
    return await box.run(live, ToolCall("call_1", name, json.dumps(arguments)))


async def owned(store: Store) -> None:
    """The number of the call belongs to the customer."""
    row = NumberRow(id=new_id(), customer_id=CUSTOMER, number=HERE["target"], tm_create=0)
    async with store.writing() as work:
        await Repository(NUMBER, work, CUSTOMER).add(row)


async def test_send_message(store: Store) -> None:
    sender = Sender()
    await owned(store)
    live = session(call=Call())
    told = {"destinations": [THERE], "text": "Hi", "run_llm": True}
    result = await use(live, "send_message", store, Senders(messages=sender), **told)
    assert result == Result(True, "The message is being sent.", "message", "sms-1", True)
    assert sender.sent == [MessageToSend(CUSTOMER, HERE, [THERE], "Hi", "f")]
    sender.is_poor = True
    result = await use(live, "send_message", store, Senders(messages=sender), **told)
    assert result == Result(False, "the account cannot pay", runs_llm=True)
    assert "cannot send" in (await use(live, "send_message", store, **told)).message
    nameless = await use(session(), "send_message", store, Senders(messages=sender), **told)
    assert nameless.message.startswith("source is required")


async def test_number_shown_that_is_not_ours(store: Store) -> None:
    sender = Sender()
    told = {"destinations": [THERE], "text": "Hi"}
    result = await use(
        session(call=Call()), "send_message", store, Senders(messages=sender), **told
    )
    assert result.message.startswith("source is required") and sender.sent == []


async def test_send_email(store: Store) -> None:
    sender, to = Sender(), {"type": "email", "target": "a@b.test"}
    told = {"destinations": [to], "subject": "S", "content": "C"}
    result = await use(session(), "send_email", store, Senders(emails=sender), **told)
    assert (result.resource_type, result.resource_id) == ("email", "mail-1")
    assert sender.sent == [EmailToSend(CUSTOMER, [to], "S", "C", [], "f")]
    assert "cannot send" in (await use(session(), "send_email", store, **told)).message
    wrong = await use(session(), "send_email", store, **(told | {"destinations": [THERE]}))
    assert wrong.message == "destinations[0].type must be one of email, got 'tel'"


async def test_variables(store: Store) -> None:
    live = session(flow=Flow())
    assert (await use(live, "set_variables", store, variables={"c": "d"})).is_success
    assert json.loads((await use(live, "get_variables", store)).message) == {"a": "b", "c": "d"}
    faults: list[dict[str, Any]] = [{}, {"variables": {}}, {"variables": {"c": 1}}]
    for wrong in faults:
        assert "variables" in (await use(live, "set_variables", store, **wrong)).message
    assert "without a flow" in (await use(session(), "get_variables", store)).message


async def test_connect_call(store: Store) -> None:
    live = session(flow=Flow())
    result = await use(live, "connect_call", store, destinations=[THERE], source=HERE)
    assert (result.resource_type, result.resource_id) == ("activeflow", "f")
    option = {"destinations": [THERE], "source": HERE}
    assert live.ending == Ending(actions=({"type": "connect", "option": option},))
    for wrong in ([], [{"type": "fax", "target": "1"}], [{"type": "tel"}], "there"):
        live = session(flow=Flow())
        assert not (await use(live, "connect_call", store, destinations=wrong)).is_success
        assert live.ending is None


async def test_ends(store: Store) -> None:
    live = session(flow=Flow())
    assert (await use(live, "stop_service", store)).resource_id == live.id
    assert live.ending == Ending()
    assert (await use(live, "stop_flow", store)).is_success
    assert live.ending == Ending(stops_flow=True)
    alone = session()
    assert not (await use(alone, "stop_flow", store)).is_success
    assert alone.ending is None


async def test_stop_media(store: Store) -> None:
    call = Call()
    assert (await use(session(call=call), "stop_media", store)).is_success
    assert call.stops == 1
    assert not (await use(session(), "stop_media", store)).is_success


async def test_messages_of_sessions(store: Store) -> None:
    mine = AicallRow(id=new_id(), customer_id=CUSTOMER, tm_create=0)
    other = AicallRow(id=new_id(), customer_id=STRANGER, tm_create=0)
    for row in (mine, other):
        await AicallLife(store).begin(row, ["One.", "Two."])
    result = await use(session(), "get_aicall_messages", store, aicall_id=mine.id)
    assert (result.resource_type, result.resource_id) == ("messages", mine.id)
    assert [row["content"] for row in json.loads(result.message)] == ["Two.", "One."]
    foreign = await use(session(), "get_aicall_messages", store, aicall_id=other.id)
    assert foreign.message == f"aicall {other.id} not found"
    assert "aicall_id" in (await use(session(), "get_aicall_messages", store)).message


@pytest.mark.parametrize("arguments", ["[]", "{", '"text"'])
async def test_malformed_arguments(store: Store, arguments: str) -> None:
    result = await Toolbox(store, Senders()).run(
        session(), ToolCall("c", "stop_service", arguments)
    )
    assert result.message.startswith("arguments must be a JSON object")
    assert json.loads(result.told())["status"] == "error"


def test_offered_tools() -> None:
    assert [tool.name for tool in offered_tools(["stop_flow", "no such"])] == ["stop_flow"]
    assert len(offered_tools(["stop_flow", "all"])) == 9
    assert offered_tools([]) == []
