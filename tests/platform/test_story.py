"""The whole story of a call by one GraphQL query."""

import httpx2
import pytest

from tests.platform.stage import LocalStage, action

pytestmark = pytest.mark.asyncio(loop_scope="module")

_QUERY = """query($id: ID!) { call(id: $id) {
  status hangupReason
  events { type sequence data }
  activeflow { status executedActions { type } events { type } }
  recordings { status events { type } transcribes { transcripts { message } } }
  billings { status costType amountToken }
} }"""


async def test_story(stage: LocalStage) -> None:
    phone = await stage.phone()
    actions = [action("recording_start", format="wav"), action("beep"), action("hangup")]
    call = await stage.dial(phone, actions)
    await stage.ended(call)
    addresses, demo = stage.platform.addresses, stage.platform.demo
    assert demo is not None
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.post(
            addresses.graphql,
            headers={"accesskey": demo.accesskey},
            json={"query": _QUERY, "variables": {"id": call["id"]}},
        )
    story = answer.json()["data"]["call"]
    types = [event["type"] for event in reversed(story["events"])]
    assert types[0] == "call_created"
    assert [t for t in types if t != "call_updated"] == [
        "call_created",
        "call_ringing",
        "call_progressing",
        "call_terminating",
        "call_hangup",
    ]
    assert story["events"][0]["data"]["hangup_reason"] == story["hangupReason"] == "normal"
    assert [event["sequence"] for event in reversed(story["events"])] == [*range(1, len(types) + 1)]
    ran = [done["type"] for done in story["activeflow"]["executedActions"]]
    assert ran[-2:] == ["recording_start", "beep"]
    assert {event["type"] for event in story["activeflow"]["events"]} >= {"activeflow_updated"}
    (recording,) = story["recordings"]
    assert "recording_started" in [event["type"] for event in recording["events"]]
    (bill,) = story["billings"]
    assert (bill["status"], bill["costType"]) == ("end", "call_extension")
