"""What the built-in tools do."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import structlog

from voipbin.core.aicall.life import every_aicall
from voipbin.core.aicall.live import Ending, FlowPort, LiveAicall
from voipbin.core.aicall.senders import EmailToSend, MessageToSend, Senders
from voipbin.core.aimessage.log import newest_messages
from voipbin.core.aimessage.model import AIMESSAGE, AimessageRow
from voipbin.core.conversation.model import CONVERSATION
from voipbin.core.errors import FailedPrecondition, InvalidArgument, NotFound, VoipbinError
from voipbin.core.flow_engine import ActionsError, validate_actions
from voipbin.core.ids import new_id
from voipbin.core.llm.port import ToolCall
from voipbin.core.number.model import owns_number
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

_log = structlog.get_logger(__name__)

_MOST_MESSAGES = 1000
_MOST_TOLD = 32_000
"Bytes of messages."
_REACHABLE = ("agent", "conference", "extension", "line", "sip", "tel")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a tool."""

    is_success: bool
    message: str
    resource_type: str = ""
    resource_id: str = ""
    runs_llm: bool = False
    "The model takes another turn on it."

    def stored(self, tool_call_id: str) -> str:
        """Content of the message that keeps it."""
        return orjson.dumps(
            {
                "tool_call_id": tool_call_id,
                "result": "success" if self.is_success else "failed",
                "message": self.message,
                "resource_type": self.resource_type,
                "resource_id": self.resource_id,
            }
        ).decode()

    def told(self) -> str:
        """What the model is told."""
        if not self.is_success:
            return orjson.dumps({"status": "error", "error": self.message}).decode()
        data = {
            "message": self.message,
            "resource_type": self.resource_type,
            "resource_id": self.resource_id,
        }
        return orjson.dumps({"status": "ok", "data": data}).decode()


Arguments = dict[str, Any]
_Tool = Callable[[LiveAicall, Arguments], Awaitable[Result]]


class Toolbox:
    """Runs tools for sessions."""

    def __init__(self, store: Store, senders: Senders) -> None:
        self._store = store
        self._senders = senders
        self._tools: dict[str, _Tool] = {
            "connect_call": self._connect_call,
            "get_aicall_messages": self._get_aicall_messages,
            "get_variables": self._get_variables,
            "send_email": self._send_email,
            "send_message": self._send_message,
            "set_variables": self._set_variables,
            "stop_flow": self._stop_flow,
            "stop_media": self._stop_media,
            "stop_service": self._stop_service,
        }

    def has(self, live: LiveAicall, name: str) -> bool:
        """Whether the ai of a session may use a tool of that name."""
        return any(tool.name == name for tool in live.assistant.tools)

    async def run(self, live: LiveAicall, call: ToolCall) -> Result:
        """Uses a tool; a failure is a result like any other."""
        runs_llm = False
        try:
            arguments = _read(call.arguments)
            runs_llm = arguments.pop("run_llm", False) is True
            result = await self._tools[call.name](live, arguments)
        except VoipbinError as error:
            return Result(False, error.message, runs_llm=runs_llm)
        except Exception as error:
            _log.error("a tool failed", aicall_id=live.id, tool=call.name, exc_info=error)
            return Result(False, "internal error", runs_llm=runs_llm)
        return Result(
            result.is_success, result.message, result.resource_type, result.resource_id, runs_llm
        )

    async def _connect_call(self, live: LiveAicall, arguments: Arguments) -> Result:
        _flow(live)
        if live.row.reference_type == "conversation":
            return Result(False, "there is no call in this session")
        option: Arguments = {
            "destinations": _addresses(arguments, "destinations", _REACHABLE),
        }
        if arguments.get("source"):
            option["source"] = _address(arguments["source"], "source", _REACHABLE)
        action = {"type": "connect", "option": option}
        try:
            validate_actions([action], new_id=new_id)
        except ActionsError as error:
            faults = "; ".join(f"{fault.field} {fault.description}" for fault in error.violations)
            return Result(False, faults)
        live.ending = Ending(actions=(action,))
        return Result(True, "The call is being connected.", "activeflow", live.row.activeflow_id)

    async def _stop_service(self, live: LiveAicall, _: Arguments) -> Result:
        live.ending = Ending()
        return Result(True, "The session ends.", "service", live.id)

    async def _stop_flow(self, live: LiveAicall, _: Arguments) -> Result:
        _flow(live)
        live.ending = Ending(stops_flow=True)
        return Result(True, "The flow ends.", "activeflow", live.row.activeflow_id)

    async def _stop_media(self, live: LiveAicall, _: Arguments) -> Result:
        if live.call is None:
            return Result(False, "there is no call in this session")
        await live.call.stop_media()
        return Result(True, "The media is stopped.", "call", live.row.reference_id)

    async def _set_variables(self, live: LiveAicall, arguments: Arguments) -> Result:
        values = arguments.get("variables")
        if not isinstance(values, dict) or not values:
            raise _fault("variables", "must be an object of texts")
        for name, value in values.items():
            if not isinstance(value, str):
                raise _fault(f"variables.{name}", f"must be a text, got {value!r}")
        _flow(live).set_variables(values)
        return Result(True, "The variables are set.", "activeflow", live.row.activeflow_id)

    async def _get_variables(self, live: LiveAicall, _: Arguments) -> Result:
        values = orjson.dumps(_flow(live).variables).decode()
        return Result(True, values, "activeflow", live.row.activeflow_id)

    async def _get_aicall_messages(self, live: LiveAicall, arguments: Arguments) -> Result:
        wanted = arguments.get("aicall_id")
        if not isinstance(wanted, str) or not wanted:
            raise _fault("aicall_id", "is required")
        async with self._store.reading() as connection:
            row = await every_aicall(connection).find(wanted)
            if row is None or row.customer_id != live.customer_id:
                raise NotFound.resource("aicall", wanted)
            # Results of tools are left out: those of this one would be in the next one.
            role, content = AIMESSAGE.table.c.role, AIMESSAGE.table.c.content
            words = (role != "tool", content != "")
            rows = await newest_messages(connection, row, _MOST_MESSAGES, *words)
        return Result(True, _listed(rows), "messages", row.id)

    async def _send_message(self, live: LiveAicall, arguments: Arguments) -> Result:
        if not arguments.get("source"):
            arguments["source"] = await self._own_number(live)
        message = MessageToSend(
            live.customer_id,
            _address(arguments.get("source"), "source", ("tel",)),
            _addresses(arguments, "destinations", ("tel",)),
            _text(arguments, "text"),
            live.row.activeflow_id,
        )
        if self._senders.messages is None:
            return Result(False, "this platform cannot send messages")
        id = await self._senders.messages.send_message(message)
        return Result(True, "The message is being sent.", "message", id)

    async def _own_number(self, live: LiveAicall) -> Arguments | None:
        """Our number of the call, if it is one: callers may be shown others; or of the
        conversation."""
        number = live.call.own_number if live.call is not None else ""
        async with self._store.reading() as connection:
            if live.row.reference_type == "conversation":
                conversations = Repository(CONVERSATION, connection, live.customer_id)
                conversation = await conversations.find(live.row.reference_id)
                number = conversation.self.get("target", "") if conversation is not None else ""
            if not await owns_number(connection, live.customer_id, number):
                return None
        return {"type": "tel", "target": number}

    async def _send_email(self, live: LiveAicall, arguments: Arguments) -> Result:
        attachments = arguments.get("attachments") or []
        if not isinstance(attachments, list):
            raise _fault("attachments", "must be a list")
        email = EmailToSend(
            live.customer_id,
            _addresses(arguments, "destinations", ("email",)),
            _text(arguments, "subject"),
            _text(arguments, "content"),
            attachments,
            live.row.activeflow_id,
        )
        if self._senders.emails is None:
            return Result(False, "this platform cannot send e-mails")
        id = await self._senders.emails.send_email(email)
        return Result(True, "The e-mail is being sent.", "email", id)


def _listed(rows: Sequence[AimessageRow]) -> str:
    """As much of the newest as a model can be told at once."""
    listed, left = [], _MOST_TOLD
    for row in rows:
        document = orjson.dumps(AIMESSAGE.to_json(row))
        left -= len(document)
        if left < 0:
            break
        listed.append(document)
    return (b"[" + b",".join(listed) + b"]").decode()


def _read(arguments: str) -> Arguments:
    try:
        found = orjson.loads(arguments or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InvalidArgument(f"arguments must be a JSON object, got {arguments[:200]!r}")
    return found


def _flow(live: LiveAicall) -> FlowPort:
    if live.flow is None:
        raise FailedPrecondition("this session was started without a flow")
    return live.flow


def _fault(name: str, what: str) -> InvalidArgument:
    return InvalidArgument.of([(name, what)])


def _text(arguments: Arguments, name: str) -> str:
    value = arguments.get(name)
    if not isinstance(value, str) or not value:
        raise _fault(name, "is required")
    return value


def _address(value: Any, path: str, kinds: Sequence[str]) -> Arguments:
    if not isinstance(value, dict):
        raise _fault(path, "is required: an object with type and target")
    if value.get("type") not in kinds:
        raise _fault(
            f"{path}.type", f"must be one of {', '.join(kinds)}, got {value.get('type')!r}"
        )
    if not isinstance(value.get("target"), str) or not value["target"]:
        raise _fault(f"{path}.target", "is required")
    name = value.get("target_name")
    named = {"target_name": name} if isinstance(name, str) and name else {}
    return {"type": value["type"], "target": value["target"], **named}


def _addresses(arguments: Arguments, name: str, kinds: Sequence[str]) -> list[Arguments]:
    values = arguments.get(name)
    if not isinstance(values, list) or not values:
        raise _fault(name, "must be a list with at least one address")
    return [_address(value, f"{name}[{place}]", kinds) for place, value in enumerate(values)]
