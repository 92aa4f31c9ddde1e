"""The built-in tools as a model is offered them."""

from collections.abc import Iterable, Mapping
from typing import Any

from voipbin.core.ai.tools import BUILT_IN_TOOLS
from voipbin.core.llm.port import Tool

_Schema = dict[str, Any]
_ALL = "all"

_RUN_LLM: _Schema = {
    "type": "boolean",
    "default": False,
    "description": "True to go on with the result; false when nothing is to be said about it.",
}


def _address(kinds: Iterable[str]) -> _Schema:
    return {
        "type": "object",
        "properties": {
            "type": {"type": "string", "enum": list(kinds)},
            "target": {"type": "string"},
            "target_name": {"type": "string"},
        },
        "required": ["type", "target"],
    }


def _addresses(*kinds: str) -> _Schema:
    return {"type": "array", "minItems": 1, "items": _address(kinds)}


def _object(properties: Mapping[str, _Schema], *required: str) -> _Schema:
    return {"type": "object", "properties": dict(properties), "required": list(required)}


def _run(properties: Mapping[str, _Schema], *required: str) -> _Schema:
    return _object({"run_llm": _RUN_LLM, **properties}, *required)


_TEXT: _Schema = {"type": "string"}
_RECORDING = _object(
    {"reference_type": {"type": "string", "enum": ["recording"]}, "reference_id": _TEXT},
    "reference_type",
    "reference_id",
)

_TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "connect_call",
            "Connects the caller to somebody else and ends this conversation.",
            _run(
                {
                    "source": _address(("agent", "conference", "extension", "line", "sip", "tel")),
                    "destinations": _addresses(
                        "agent", "conference", "extension", "line", "sip", "tel"
                    ),
                },
                "destinations",
            ),
        ),
        Tool(
            "send_email",
            "Sends an e-mail.",
            _run(
                {
                    "destinations": _addresses("email"),
                    "subject": _TEXT,
                    "content": _TEXT,
                    "attachments": {"type": "array", "items": _RECORDING},
                },
                "destinations",
                "subject",
                "content",
            ),
        ),
        Tool(
            "send_message",
            "Sends an SMS.",
            _run(
                {
                    "source": _address(("tel",)),
                    "destinations": _addresses("tel"),
                    "text": _TEXT,
                },
                "destinations",
                "text",
            ),
        ),
        Tool("stop_media", "Stops music or prompts that play on the call.", _run({})),
        Tool("stop_service", "Ends this conversation; what comes next goes on.", _object({})),
        Tool("stop_flow", "Ends everything, and hangs up.", _object({})),
        Tool(
            "set_variables",
            "Remembers values for later steps.",
            _run(
                {"variables": {"type": "object", "additionalProperties": {"type": "string"}}},
                "variables",
            ),
        ),
        Tool("get_variables", "Reads all remembered values.", _run({})),
        Tool(
            "get_aicall_messages",
            "Reads what was said in a conversation with an ai.",
            _run({"aicall_id": _TEXT}, "aicall_id"),
        ),
    )
}
assert set(_TOOLS) == BUILT_IN_TOOLS


def offered_tools(names: Iterable[str]) -> list[Tool]:
    """The tools of an ai: those it names, or every one with "all"; unknown names are ignored."""
    wanted = set(names)
    return [tool for name, tool in _TOOLS.items() if _ALL in wanted or name in wanted]
