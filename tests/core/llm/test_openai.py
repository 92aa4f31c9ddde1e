"""Models by the OpenAI protocol, asked over real HTTP."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from starlette.responses import JSONResponse, PlainTextResponse

from tests.fixtures.fake_llm import API_KEY, FakeLlm, quota, serving
from voipbin.core.egress import EgressClient
from voipbin.core.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    ResourceExhausted,
    Unavailable,
    VoipbinError,
)
from voipbin.core.llm.llms import Llms
from voipbin.core.llm.local import LocalLlm
from voipbin.core.llm.port import Said, Tool, ToolCall, Turn
from voipbin.core.llm.vendors import LlmSettings

ASKED = (Said("system", "Be short."), Said("user", "Hi"))
WEATHER = Tool("weather", "Tells the weather.", {"type": "object", "properties": {}})


@pytest.fixture
def fake() -> FakeLlm:
    return FakeLlm()


@pytest_asyncio.fixture
async def llms(fake: FakeLlm) -> AsyncIterator[Llms]:
    async with serving(fake) as url:
        settings = LlmSettings.from_env(
            {"VOIPBIN_OPENAI_LLM_URL": url, "VOIPBIN_OPENAI_API_KEY": API_KEY}
        )
        yield Llms(EgressClient(["127.0.0.0/8"]), settings, limit_s=5)


async def failure(llms: Llms, key: str = "") -> VoipbinError:
    with pytest.raises(VoipbinError) as failed:
        await llms.named("openai.gpt-4o", key).complete(ASKED)
    return failed.value


async def test_text(llms: Llms, fake: FakeLlm) -> None:
    fake.says(" Hello. ")
    assert await llms.named("openai.gpt-4o.mini").complete(ASKED) == Turn("Hello.")
    assert fake.requests == [
        {
            "model": "gpt-4o.mini",
            "messages": [
                {"role": "system", "content": "Be short."},
                {"role": "user", "content": "Hi"},
            ],
        }
    ]


async def test_tools(llms: Llms, fake: FakeLlm) -> None:
    fake.calls("weather", city="Bonn")
    llm = llms.named("openai.gpt-4o")
    turn = await llm.complete(ASKED, [WEATHER])
    assert turn == Turn("", (ToolCall("call_0weather", "weather", '{"city": "Bonn"}'),))
    result = Said("tool", '{"status":"ok"}', tool_call_id="call_0weather")
    called = Said("assistant", tool_calls=turn.tool_calls)
    assert (await llm.complete([*ASKED, called, result], [WEATHER])).text == "Answer 2"
    assert fake.requests[1]["messages"][3]["tool_call_id"] == "call_0weather"


async def test_key_of_the_customer_goes_first_and_stays_secret(llms: Llms) -> None:
    error = await failure(llms, "sk-wrong")
    assert isinstance(error, FailedPrecondition)
    assert error.reason == "LLM_KEY_REFUSED"
    assert "sk-wrong" not in error.message


async def test_failures(llms: Llms, fake: FakeLlm) -> None:
    words = JSONResponse({"error": {"message": f"no model for {API_KEY}"}}, 404)
    fake.failures.extend([quota(), PlainTextResponse("down", 503), words])
    assert isinstance(await failure(llms), ResourceExhausted)
    assert (await failure(llms)).message == "openai answered 503: down"
    refused = await failure(llms)
    assert isinstance(refused, FailedPrecondition)
    assert refused.message == "openai answered 404: no model for ********"
    fake.failures.extend([PlainTextResponse("<html>"), JSONResponse({"choices": []})])
    for _ in range(2):
        assert (await failure(llms)).reason == "LLM_FAILED"


async def test_time_limit(fake: FakeLlm) -> None:
    fake.holds = asyncio.Event()
    async with serving(fake) as url:
        settings = LlmSettings.from_env(
            {"VOIPBIN_OPENAI_LLM_URL": url, "VOIPBIN_OPENAI_API_KEY": API_KEY}
        )
        llms = Llms(EgressClient(["127.0.0.0/8"]), settings, limit_s=0.05)
        assert isinstance(await failure(llms), DeadlineExceeded)
        fake.holds.set()


async def test_private_address() -> None:
    settings = LlmSettings.from_env({"VOIPBIN_OLLAMA_LLM_URL": "http://127.0.0.1:9/v1/"})
    llm = Llms(EgressClient(), settings).named("ollama.llama3")
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1"):
        await llm.complete(ASKED)


async def test_without_a_key() -> None:
    llms = Llms(EgressClient(), LlmSettings.from_env({}))
    for model in ("openai.gpt-4o", "ollama.llama3", "aws.nova"):
        assert isinstance(llms.named(model), LocalLlm)
    for model in ("aws.nova", "ollama.llama3"):
        with pytest.raises(FailedPrecondition, match=model):
            llms.named(model, "a key")


def test_url_that_is_none() -> None:
    with pytest.raises(ValueError, match="VOIPBIN_GROQ_LLM_URL 'groq'"):
        LlmSettings.from_env({"VOIPBIN_GROQ_LLM_URL": "groq"})


async def test_partner_who_has_said_nothing_yet(llms: Llms, fake: FakeLlm) -> None:
    """Some vendors take one system message alone, and answer nobody but a user."""
    await llms.named("openai.gpt-4o").complete([Said("system", "Be short."), Said("system", "Hi.")])
    head, user = fake.requests[0]["messages"]
    assert head == {"role": "system", "content": "Be short.\n\nHi."}
    assert user["role"] == "user" and user["content"]


async def test_prompts_that_come_later_go_to_the_head(llms: Llms, fake: FakeLlm) -> None:
    await llms.named("openai.gpt-4o").complete([*ASKED, Said("system", "Be kind.")])
    assert [one["role"] for one in fake.requests[0]["messages"]] == ["system", "user"]


@pytest.mark.parametrize("said", ["<think>Hm.\n</think>\n Hello.", " <think>It never ends"])
async def test_thoughts_are_not_said(llms: Llms, fake: FakeLlm, said: str) -> None:
    fake.says(said)
    turn = await llms.named("openai.gpt-4o").complete(ASKED)
    assert turn == Turn("Hello." if "Hello." in said else "")


async def test_tools_of_careless_vendors(llms: Llms, fake: FakeLlm) -> None:
    function = {"name": "weather", "arguments": {"city": "Bonn"}}
    calls = [{"type": "function", "function": function}, {"id": "", "function": function}]
    fake.turns.append({"role": "assistant", "content": None, "tool_calls": calls})
    one, other = (await llms.named("openai.gpt-4o").complete(ASKED, [WEATHER])).tool_calls
    assert one.arguments == '{"city": "Bonn"}'
    assert one.id and other.id and one.id != other.id
