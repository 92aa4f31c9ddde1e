"""Ais on real calls: they greet, listen, speak, and let the flow go on."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio

from tests.core.cluster.dying import abandoned
from tests.fixtures.fake_llm import API_KEY, FakeLlm, quota, serving
from tests.peers import require_peer
from tests.platform.api import Json
from tests.platform.flow_run import WAITS, tells, told, up
from tests.platform.heard import Heard
from tests.platform.stage import LocalStage, action, user_of
from tests.platform.test_amd import voiced
from tests.platform.web import Web
from voipbin.core.aicall.model import AICALL, AicallRow
from voipbin.core.aimessage.log import add_message

pytestmark = pytest.mark.asyncio(loop_scope="module")

LLM = FakeLlm()


@pytest.fixture(scope="module")
def environment() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def vendor(environment: pytest.MonkeyPatch) -> AsyncIterator[str]:
    async with serving(LLM) as url:
        environment.setenv("VOIPBIN_OPENAI_LLM_URL", url)
        yield url


@pytest.fixture(scope="module")
def platform_settings(vendor: str) -> dict[str, Any]:
    """The vendor is there before the platform reads where it is."""
    return {}


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def needs_a_voice(stage: LocalStage) -> None:
    require_peer("speech")
    LLM.turns.clear()
    LLM.requests.clear()


async def ai(stage: LocalStage, **fields: Any) -> Json:
    body = {"engine_model": "openai.gpt-4o", "engine_key": API_KEY, "tool_names": ["all"]}
    return await stage.api("AiService.CreateAi", **(body | fields))


def talks(ai: Json, **option: Any) -> Json:
    return action("ai_talk", assistance_type="ai", assistance_id=ai["id"], **option)


async def status(stage: LocalStage, call: Json, wanted: str) -> Json:
    return await stage.timeline.wait(
        f"aicall_status_{wanted}", lambda body: body["reference_id"] == call["id"]
    )


async def said(stage: LocalStage, aicall: Json, count: int) -> list[Json]:
    """The messages without the prompts, oldest first, once there are that many."""
    answer = await stage.polled(
        "AimessageService.ListAimessages",
        lambda body: sum(row["role"] != "system" for row in body["result"]) >= count,
        aicall_id=aicall["id"],
    )
    return [row for row in reversed(answer["result"]) if row["role"] != "system"]


async def hang_up(stage: LocalStage, call: Json) -> None:
    await stage.api("CallService.HangupCall", id=call["id"])
    await stage.ended(call)


async def test_flow_goes_on_behind_a_goodbye(stage: LocalStage, web: Web) -> None:
    bot = await ai(stage, init_prompt="You serve ${shop} on ${voipbin.aicall.id}.")
    LLM.says("Welcome to the shop, how can I help you?")
    shop = action("variable_set", key="shop", value="Bonn")
    knows = tells(web, "${name} ${voipbin.aicall.ai_id}")
    phone, call = await up(stage, [shop, talks(bot, language="en-US"), knows, WAITS])
    heard = Heard(phone)
    aicall = await status(stage, call, "progressing")
    assert aicall["activeflow_id"] == call["activeflow_id"]
    await heard.sound()
    (greeting,) = await said(stage, aicall, 1)
    assert greeting["content"] == "Welcome to the shop, how can I help you?"
    prompt = LLM.requests[0]["messages"][0]["content"]
    assert prompt.endswith(f"\n\nYou serve Bonn on {aicall['id']}.")
    LLM.calls("set_variables", variables={"name": "Ada"}, run_llm=True)
    LLM.calls("stop_service")
    await phone.call.press("5")
    ended = await status(stage, call, "terminated")
    assert ended["tm_end"]
    assert await told(web) == f"Ada {bot['id']}"
    _, key, _, stored, _, stopped = await said(stage, aicall, 6)
    assert key["role"] == "user"
    assert key["content"].startswith("type: DTMF_EVENT\ndigit: 5\nduration: ")
    assert '"result":"success"' in stored["content"]
    assert '"resource_type":"service"' in stopped["content"]
    await hang_up(stage, call)


async def test_party_speaks_in_between(stage: LocalStage) -> None:
    require_peer("speech")
    bot = await ai(stage)
    story = "This is a very long story that goes on and on until somebody stops it. " * 8
    LLM.says(story)
    LLM.says("Yes.")
    phone, call = await up(stage, [talks(bot), WAITS])
    heard = Heard(phone)
    aicall = await status(stage, call, "progressing")
    await heard.sound()
    sound = await voiced(stage, phone, "Good morning, what time is it?")
    speaking = asyncio.ensure_future(phone.call.speak(sound, "question"))
    # It would go on for half a minute.
    await heard.silence(600)
    await speaking
    greeting, asked, answer = (await said(stage, aicall, 3))[:3]
    assert (greeting["content"], greeting["role"]) == (story.strip(), "assistant")
    assert (asked["role"], asked["direction"]) == ("user", "outgoing")
    assert asked["content"]
    assert answer["content"] == "Yes."
    await heard.sound()
    await hang_up(stage, call)


async def test_what_a_dead_process_left_is_ended(stage: LocalStage) -> None:
    bot = await ai(stage)
    _, call = await up(stage, [talks(bot), WAITS])
    aicall = await status(stage, call, "progressing")
    engines = stage.platform.engines
    await abandoned(engines.store, AICALL.table, aicall["id"])
    await engines.aicalls.recover()
    await status(stage, call, "terminated")
    await hang_up(stage, call)


async def test_what_a_dead_process_owed_is_answered(stage: LocalStage) -> None:
    bot = await ai(stage)
    wanted = {"assistance_type": "ai", "assistance_id": bot["id"]}
    aicall = await stage.api("AicallService.CreateAicall", **wanted)
    engines = stage.platform.engines
    row = AicallRow(id=aicall["id"], customer_id=aicall["customer_id"], tm_create=0)
    async with engines.store.writing() as work:
        await add_message(work, row, role="user", content="Are you there?")
    await abandoned(engines.store, AICALL.table, aicall["id"])
    LLM.says("I am.")
    await engines.aicalls.recover()
    *_, answer = await said(stage, aicall, 2)
    assert answer["content"] == "I am."
    kept = await stage.api("AicallService.GetAicall", id=aicall["id"])
    assert kept["status"] == "progressing"
    # Nothing is owed any more.
    await abandoned(engines.store, AICALL.table, aicall["id"])
    await engines.aicalls.recover()
    await engines.aicalls.settled()
    assert len(await said(stage, aicall, 2)) == 2


async def test_model_that_fails_is_noted(stage: LocalStage) -> None:
    bot = await ai(stage)
    wanted = {"assistance_type": "ai", "assistance_id": bot["id"]}
    aicall = await stage.api("AicallService.CreateAicall", **wanted)
    LLM.failures.append(quota())
    await stage.api("AimessageService.CreateAimessage", aicall_id=aicall["id"], content="Hi")
    note = await stage.timeline.wait(
        "aimessage_created",
        lambda body: body["aicall_id"] == aicall["id"] and body["direction"] == "incoming",
    )
    assert note["role"] == "system"
    assert "openai answered 429" in note["content"]
    await stage.api("AimessageService.CreateAimessage", aicall_id=aicall["id"], content="Again")
    *_, answer = await said(stage, aicall, 3)
    assert answer["role"] == "assistant"
    told = LLM.requests[-1]["messages"]
    assert [one["content"] for one in told[1:]] == ["Hi", "Again"]


async def test_it_connects(stage: LocalStage) -> None:
    bot = await ai(stage)
    desk = await stage.phone()
    to = {"type": "extension", "target": user_of(desk)}
    LLM.calls("connect_call", destinations=[to])
    _, call = await up(stage, [talks(bot), WAITS])
    await status(stage, call, "terminated")
    await desk.event("answered")
    leg = await stage.leg(call)
    await hang_up(stage, call)
    await stage.timeline.call(leg["id"], "hangup")


async def test_it_stops_the_flow(stage: LocalStage) -> None:
    bot = await ai(stage)
    LLM.calls("stop_flow")
    _, call = await up(stage, [talks(bot), WAITS])
    await status(stage, call, "terminated")
    await stage.ended(call)


async def test_it_ends_with_the_call(stage: LocalStage) -> None:
    bot = await ai(stage)
    phone, call = await up(stage, [talks(bot), WAITS])
    aicall = await status(stage, call, "progressing")
    phone.call.hang_up()
    await status(stage, call, "terminated")
    await stage.ended(call)
    flow = await stage.api("ActiveflowService.GetActiveflow", id=call["activeflow_id"])
    assert flow["current_action"]["type"] == "ai_talk"  # nothing followed
    refused = await stage.api.refused(
        "AimessageService.CreateAimessage", aicall_id=aicall["id"], content="Hello?"
    )
    assert refused == "AICALL_NOT_LIVE"


async def test_it_talks_for_a_while(stage: LocalStage, web: Web) -> None:
    bot = await ai(stage)
    _, call = await up(stage, [talks(bot, duration=1), tells(web, "next"), WAITS])
    assert await told(web) == "next"
    await status(stage, call, "terminated")
    await hang_up(stage, call)


async def test_without_an_ai_the_flow_ends(stage: LocalStage) -> None:
    gone = {"id": "6ba7b810-9dad-41d1-80b4-00c04fd430c8"}
    _, call = await up(stage, [talks(gone), WAITS])
    await stage.ended(call)


async def test_by_the_api(stage: LocalStage) -> None:
    bot = await ai(stage)
    LLM.says("Hello.")
    phone, call = await up(stage, [WAITS])
    heard = Heard(phone)
    wanted = {
        "assistance_type": "ai",
        "assistance_id": bot["id"],
        "reference_type": "call",
        "reference_id": call["id"],
    }
    aicall = await stage.api("AicallService.CreateAicall", **wanted)
    assert await stage.api.refused("AicallService.CreateAicall", **wanted) == (
        "AICALL_ALREADY_ON_CALL"
    )
    await status(stage, call, "progressing")
    await heard.sound()
    await heard.silence(500)
    heard.frames.clear()
    LLM.says("Written.")
    await stage.api("AimessageService.CreateAimessage", aicall_id=aicall["id"], content="Psst")
    *_, asked, answer = await said(stage, aicall, 3)
    assert (asked["content"], answer["content"]) == ("Psst", "Written.")
    await heard.silence(300)
    deleted = await stage.api("AicallService.DeleteAicall", id=aicall["id"])
    assert deleted["status"] == "terminated"
    assert (await stage.api.call(call["id"]))["status"] == "progressing"
    await hang_up(stage, call)
    engines = stage.platform.engines
    await asyncio.wait_for(engines.call_aicalls.settled(), 5)
