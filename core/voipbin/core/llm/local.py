"""A partner without account or network: a few rules, the same answer each time, and it says so.

It is no language model. It exists so that everything around one can be tried on a fresh machine:
it greets, repeats what it was told, and uses the tools it is asked to use.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from voipbin.core.ai.tools import BUILT_IN_TOOLS
from voipbin.core.llm.port import Said, Tool, ToolCall, Turn

GREETING = (
    "Hello. I am the built-in assistant; no language model is connected. "
    "I repeat what you say, and I end when you say goodbye."
)
_GOODBYE = re.compile(r"\b(good ?bye|bye|stop|quit|exit|that is all|that's all)\b", re.IGNORECASE)
_HANG_UP = re.compile(r"\bhang (?:up|it up)\b", re.IGNORECASE)
_CONNECT = re.compile(r"\b(connect|transfer|call|dial|put me through)\b", re.IGNORECASE)
_SIP = re.compile(r"\bsips?:[^\s,;]+", re.IGNORECASE)
_TEL = re.compile(r"\+\d[\d ()-]{5,20}\d")
_EXTENSION = re.compile(r"\bextension (\w+)", re.IGNORECASE)
_SET = re.compile(r"\b(?:set|remember) (?:that )?([\w.]+) (?:to|is|as) (.+)", re.IGNORECASE)
_VARIABLES = re.compile(r"\bvariables\b", re.IGNORECASE)
_MUSIC = re.compile(r"\b(?:music|sound) off\b", re.IGNORECASE)
_KEY = re.compile(r"^type: DTMF_EVENT\ndigit: (\S+)", re.MULTILINE)
_REPEATED_CHARS = 300


class LocalLlm:
    """See the head of the module."""

    async def complete(self, messages: Sequence[Said], tools: Sequence[Tool] = ()) -> Turn:
        """The turn that follows from the last message."""
        spoken = [said for said in messages if said.role != "system"]
        if not spoken:
            return Turn(GREETING)
        last = spoken[-1]
        if last.role == "tool":
            return Turn(_about_result(last.content))
        offered = {tool.name for tool in tools}
        return _answer(last.content, offered, f"call_{len(messages)}")


def _answer(text: str, offered: set[str], id: str) -> Turn:
    key = _KEY.search(text)
    if key is not None:
        return Turn(f"You pressed {key[1]}.")
    for rule in _RULES:
        found = rule(text, offered)
        if found is not None:
            words, name, arguments = found
            return Turn(words, (ToolCall(id, name, json.dumps(arguments)),) if name else ())
    return Turn(f"You said: {' '.join(text.split())[:_REPEATED_CHARS]}")


_Found = tuple[str, str, dict[str, Any]] | None
"What to say, the tool to call and its arguments."


def _goes_to_colleague(text: str, offered: set[str]) -> _Found:
    """A transition of a team, asked for by its name."""
    words = re.sub(r"\W+", " ", text.lower().replace("_", " "))
    for name in sorted(offered - BUILT_IN_TOOLS):
        if name.lower().replace("_", " ") in words:
            return "", name, {}
    return None


def _connects(text: str, offered: set[str]) -> _Found:
    if "connect_call" not in offered or _CONNECT.search(text) is None:
        return None
    if sip := _SIP.search(text):
        to = {"type": "sip", "target": sip[0].rstrip(".")}
    elif tel := _TEL.search(text):
        to = {"type": "tel", "target": "+" + re.sub(r"\D", "", tel[0])}
    elif extension := _EXTENSION.search(text):
        to = {"type": "extension", "target": extension[1]}
    else:
        return "Whom shall I connect you to? Name a number or an extension.", "", {}
    return "I connect you.", "connect_call", {"destinations": [to]}


def _hangs_up(text: str, offered: set[str]) -> _Found:
    if _HANG_UP.search(text) is None or "stop_flow" not in offered:
        return None
    return "Goodbye.", "stop_flow", {}


def _says_goodbye(text: str, offered: set[str]) -> _Found:
    if _GOODBYE.search(text) is None:
        return None
    return "Goodbye.", "stop_service" if "stop_service" in offered else "", {}


def _sets(text: str, offered: set[str]) -> _Found:
    found = _SET.search(text)
    if found is None or "set_variables" not in offered:
        return None
    value = found[2].strip().rstrip(".")
    return "", "set_variables", {"run_llm": True, "variables": {found[1]: value}}


def _lists_variables(text: str, offered: set[str]) -> _Found:
    if _VARIABLES.search(text) is None or "get_variables" not in offered:
        return None
    return "", "get_variables", {"run_llm": True}


def _quiets(text: str, offered: set[str]) -> _Found:
    if _MUSIC.search(text) is None or "stop_media" not in offered:
        return None
    return "", "stop_media", {"run_llm": True}


_RULES: tuple[Callable[[str, set[str]], _Found], ...] = (
    _goes_to_colleague,
    _connects,
    _hangs_up,
    _quiets,
    _says_goodbye,
    _sets,
    _lists_variables,
)


def _about_result(content: str) -> str:
    """What came of a tool, in words."""
    try:
        result = json.loads(content)
        if result["status"] == "ok":
            told = str(result.get("data", {}).get("message") or "")
            return f"Done. {told}".strip()
        return f"That did not work: {result.get('error')}"
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"The tool answered: {content[:_REPEATED_CHARS]}"
