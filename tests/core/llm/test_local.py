"""The partner that needs no account."""

import json

import pytest

from voipbin.core.ai.tools import BUILT_IN_TOOLS
from voipbin.core.llm.local import GREETING, LocalLlm
from voipbin.core.llm.port import Said, Tool, Turn

TOOLS = [Tool(name, "", {"type": "object"}) for name in (*sorted(BUILT_IN_TOOLS), "to_sales")]


async def answer(text: str, tools: list[Tool] = TOOLS) -> Turn:
    return await LocalLlm().complete([Said("system", "Be nice."), Said("user", text)], tools)


async def test_greets_and_says_what_it_is() -> None:
    assert await LocalLlm().complete([Said("system", "Be nice.")], TOOLS) == Turn(GREETING)
    assert "no language model" in GREETING


async def test_repeats() -> None:
    assert await answer("What  a day") == Turn("You said: What a day")
    assert await answer("type: DTMF_EVENT\ndigit: 5\nduration: 100\n") == Turn("You pressed 5.")


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("Goodbye!", "stop_service", {}),
        ("please hang up", "stop_flow", {}),
        ("music off please", "stop_media", {"run_llm": True}),
        (
            "connect me to +49 228 123456.",
            "connect_call",
            {"destinations": [{"type": "tel", "target": "+49228123456"}]},
        ),
        (
            "call sip:a@b.example.",
            "connect_call",
            {"destinations": [{"type": "sip", "target": "sip:a@b.example"}]},
        ),
        (
            "transfer to extension 200",
            "connect_call",
            {"destinations": [{"type": "extension", "target": "200"}]},
        ),
        (
            "Remember that name is Ada.",
            "set_variables",
            {"run_llm": True, "variables": {"name": "Ada"}},
        ),
        ("which variables are there", "get_variables", {"run_llm": True}),
        ("I want to sales", "to_sales", {}),
    ],
)
async def test_uses_tools(text: str, name: str, arguments: object) -> None:
    (call,) = (await answer(text)).tool_calls
    assert (call.name, json.loads(call.arguments)) == (name, arguments)
    assert (await answer(text, [])).tool_calls == ()


async def test_tells_what_came_of_a_tool() -> None:
    for content, text in (
        ('{"status":"ok","data":{"message":"It is set."}}', "Done. It is set."),
        ('{"status":"error","error":"no flow"}', "That did not work: no flow"),
    ):
        said = [Said("user", "x"), Said("tool", content, tool_call_id="call_1")]
        assert await LocalLlm().complete(said, TOOLS) == Turn(text)
