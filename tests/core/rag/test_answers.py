"""Answers from the documentation, with a model and without one."""

import pytest

from tests.fixtures.fake_llm import API_KEY, FakeLlm, quota, serving
from voipbin.core.egress import EgressClient
from voipbin.core.errors import VoipbinError
from voipbin.core.llm.llms import Llms
from voipbin.core.llm.vendors import LlmSettings
from voipbin.core.rag.answers import NOTHING, Answers

QUESTION = "How do I put a call on hold?"


def answers(url: str = "") -> Answers:
    known = {"VOIPBIN_OPENAI_LLM_URL": url, "VOIPBIN_OPENAI_API_KEY": API_KEY}
    env = known if url else {}
    llms = Llms(EgressClient(["127.0.0.0/8"]), LlmSettings.from_env(env), limit_s=5)
    return Answers(llms, "openai.gpt-4o")


async def test_without_a_model_the_passages_are_the_answer() -> None:
    answer = await answers().answer(QUESTION, (), 5)
    assert len(answer.sources) == 5
    closest, _ = answer.sources[0]
    assert answer.text.startswith(f"{closest.title} ({closest.source_file})\n")
    assert "/hold" in answer.text


async def test_model_is_told_the_passages_and_nothing_else() -> None:
    fake = FakeLlm()
    async with serving(fake) as url:
        fake.says("By POST /calls/{id}/hold.")
        answer = await answers(url).answer(QUESTION, (), 2)
    assert answer.text == "By POST /calls/{id}/hold."
    assert len(answer.sources) == 2
    task, asked = fake.requests[0]["messages"]
    assert asked == {"role": "user", "content": QUESTION}
    assert all(passage.title in task["content"] for passage, _ in answer.sources)


async def test_nobody_is_asked_about_nothing() -> None:
    fake = FakeLlm()
    async with serving(fake) as url:
        answer = await answers(url).answer("zebra quokka", (), 5)
    assert (answer.text, answer.sources) == (NOTHING, ())
    assert fake.requests == []


async def test_model_that_does_not_answer() -> None:
    fake = FakeLlm()
    async with serving(fake) as url:
        fake.failures.append(quota())
        with pytest.raises(VoipbinError, match="429"):
            await answers(url).answer(QUESTION, (), 5)
        fake.says("  ")
        with pytest.raises(VoipbinError, match="wrote nothing"):
            await answers(url).answer(QUESTION, (), 5)
