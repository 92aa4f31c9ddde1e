"""Summaries of real calls, heard by the engines that need no account."""

import pytest
import pytest_asyncio

from tests.peers import require_peer
from tests.platform.conferences import crowd, opened
from tests.platform.flow_run import WAITS, tells, told, up
from tests.platform.stage import LocalStage, action
from tests.platform.web import Web
from voipbin.core.ids import new_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGE = "en-US"


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def needs_ears(stage: LocalStage) -> None:
    require_peer("speech")


async def test_of_the_call_itself(stage: LocalStage, web: Web) -> None:
    after = await stage.api(
        "FlowService.CreateFlow",
        name="after",
        actions=[tells(web, "${voipbin.ai_summary.id} ${voipbin.ai_summary.content}")],
    )
    summary = action(
        "ai_summary",
        reference_type="call",
        reference_id="${voipbin.call.id}",
        language=LANGUAGE,
        on_end_flow_id=after["id"],
    )
    actions = [
        summary,
        tells(web, "${voipbin.ai_summary.id}"),
        action("talk", text="The meeting is tomorrow at nine."),
        action("hangup"),
    ]
    _, call = await up(stage, actions)
    summary_id = await told(web)
    begun = await stage.timeline.wait("summary_created", lambda body: body["id"] == summary_id)
    assert (begun["status"], begun["reference_id"]) == ("progressing", call["id"])
    assert begun["activeflow_id"] == call["activeflow_id"]
    await stage.ended(call)
    done = await stage.timeline.wait("summary_updated", lambda body: body["id"] == summary_id)
    assert done["status"] == "done"
    assert "[00:0" in done["content"]
    assert await told(web) == f"{summary_id} {done['content']}"
    transcribes = await stage.api("TranscribeService.ListTranscribes")
    assert call["id"] not in {one["reference_id"] for one in transcribes["result"]}


async def test_asked_for_while_the_call_goes_on(stage: LocalStage) -> None:
    phone, call = await up(stage, [WAITS])
    asked = {"reference_type": "call", "reference_id": call["id"], "language": LANGUAGE}
    row = await stage.api("AisummaryService.CreateAisummary", **asked)
    again = await stage.api("AisummaryService.CreateAisummary", **asked)
    assert (again["id"], again["status"]) == (row["id"], "progressing")
    phone.call.hang_up()
    await stage.ended(call)
    done = await stage.timeline.wait("summary_updated", lambda body: body["id"] == row["id"])
    assert done["content"].startswith("Nothing was said")


async def test_of_a_conference(stage: LocalStage) -> None:
    conference = await opened(stage)
    phones, _ = await crowd(stage, conference, size=1)
    row = await stage.api(
        "AisummaryService.CreateAisummary",
        reference_type="conference",
        reference_id=conference["id"],
        language=LANGUAGE,
    )
    assert row["status"] == "progressing"
    await stage.api("ConferenceService.DeleteConference", id=conference["id"])
    done = await stage.timeline.wait("summary_updated", lambda body: body["id"] == row["id"])
    assert done["status"] == "done"
    await phones[0].event("ended")


@pytest.mark.parametrize("kind", ["call", "recording"])
async def test_of_nothing_ends_the_flow(stage: LocalStage, kind: str) -> None:
    wrong = action("ai_summary", reference_type=kind, reference_id=new_id(), language=LANGUAGE)
    _, call = await up(stage, [wrong, WAITS])
    await stage.ended(call)
