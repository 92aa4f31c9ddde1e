"""Summaries by a language model, asked over real HTTP."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fixtures.fake_llm import API_KEY, FakeLlm, serving
from voipbin.core.aisummary.said import Said
from voipbin.core.aisummary.writer import SummaryWriter
from voipbin.core.egress import EgressClient
from voipbin.core.errors import Unavailable
from voipbin.core.llm.llms import Llms
from voipbin.core.llm.vendors import LlmSettings

SAID = [Said(0, "in", "the parcel is broken"), Said(2_000_000, "out", "we send a new one")]


@pytest.fixture
def fake() -> FakeLlm:
    return FakeLlm()


@pytest_asyncio.fixture
async def writer(fake: FakeLlm) -> AsyncIterator[SummaryWriter]:
    async with serving(fake) as url:
        env = {"VOIPBIN_OPENAI_LLM_URL": url, "VOIPBIN_OPENAI_API_KEY": API_KEY}
        llms = Llms(EgressClient(["127.0.0.0/8"]), LlmSettings.from_env(env), limit_s=5)
        yield SummaryWriter(llms, "openai.gpt-4-turbo")


async def test_what_the_model_is_asked(writer: SummaryWriter, fake: FakeLlm) -> None:
    fake.says("A new parcel is sent.")
    known = {"order": "4711", "empty": "", "voipbin.call.id": "x"}
    assert await writer.write(SAID, "de", known) == "A new parcel is sent."
    (asked,) = fake.requests
    task, spoken = asked["messages"]
    assert asked["model"] == "gpt-4-turbo"
    assert "BCP 47 tag de" in task["content"]
    assert task["content"].endswith("Known beforehand:\norder: 4711")
    assert spoken == {
        "role": "user",
        "content": "[00:00] caller: the parcel is broken\n[00:02] other party: we send a new one",
    }


async def test_language_that_was_spoken(writer: SummaryWriter, fake: FakeLlm) -> None:
    fake.says("Ok.")
    await writer.write(SAID, "", {})
    assert fake.requests[0]["messages"][0]["content"].endswith("the language spoken.")


async def test_model_with_nothing_to_say(writer: SummaryWriter, fake: FakeLlm) -> None:
    fake.says(" ")
    with pytest.raises(Unavailable, match="wrote no summary"):
        await writer.write(SAID, "de", {})


async def test_without_a_key_the_sentences_are_told() -> None:
    llms = Llms(EgressClient([]), LlmSettings.from_env({}))
    text = await SummaryWriter(llms, "openai.gpt-4-turbo").write(SAID, "de", {})
    assert text.splitlines()[0] == "[00:00] caller: the parcel is broken"
