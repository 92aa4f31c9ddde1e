"""A text comes in by Telnyx, a flow answers it, and Telnyx says what became of the answer."""

import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from tests.fixtures.fake_telnyx import API_KEY, FakeTelnyx, finalized, received
from tests.fixtures.receiver import Receiver, hangs, receiving
from tests.platform.api import Json
from tests.platform.program import Program
from tests.platform.stage import LocalStage, MakeStage, action, user_of
from voipbin.core.message.model import MESSAGE
from voipbin.core.repository import Repository
from voipbin.core.serve.seed import DEMO_CUSTOMER_ID

CUSTOMER = "+15550109999"


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def tell(
    stage: LocalStage, telnyx: FakeTelnyx, event: str, payload: Json, **more: str
) -> int:
    body = telnyx.told(event, payload)
    headers = telnyx.signed(body, int(time.time())) | more
    async with httpx2.AsyncClient() as http:
        answer = await http.post(
            f"{stage.platform.addresses.rest}/messages/telnyx", content=body, headers=headers
        )
    return answer.status_code


async def test_answered_by_a_flow(make_stage: MakeStage, receiver: Receiver) -> None:
    telnyx = FakeTelnyx()
    receiver.behaviour = telnyx
    stage: Any = await make_stage(
        telnyx_api_key=API_KEY,
        telnyx_public_key=telnyx.public_key,
        telnyx_url=receiver.url.removesuffix("/hook"),
    )
    answer = action(
        "conversation_send",
        conversation_id="${voipbin.conversation.id}",
        text="You said ${voipbin.conversation_message.text}",
        sync=True,
    )
    more = action(
        "message_send", destinations=[{"type": "tel", "target": CUSTOMER}], text="Anything else?"
    )
    flow = await stage.api("FlowService.CreateFlow", name="answer", actions=[answer, more])
    ours = await stage.number("")
    number = (await stage.api("NumberService.ListNumbers"))["result"]
    (id,) = [row["id"] for row in number if row["number"] == ours]
    await stage.api("NumberService.UpdateNumber", id=id, message_flow_id=flow["id"])

    text = received("telnyx-1", CUSTOMER, ours, "hello")
    assert await tell(stage, telnyx, "message.received", text, **{"telnyx-timestamp": "1"}) == 401
    assert await tell(stage, telnyx, "message.received", text) == 200
    run = await stage.timeline.wait(
        "activeflow_updated", lambda body: bool(body["status"] == "ended")
    )
    assert run["reference_type"] == "conversation"
    await receiver.until(lambda _: len(telnyx.sent) == 2)
    assert [(one["from"], one["to"], one["text"]) for one in telnyx.sent] == [
        (ours, CUSTOMER, "You said hello"),
        (ours, CUSTOMER, "Anything else?"),
    ]
    reference = telnyx.ids[0]
    await stage.timeline.wait(
        "conversation_message_updated",
        lambda body: bool(body["text"] == "Anything else?" and body["status"] == "sent"),
    )
    assert await tell(stage, telnyx, "message.finalized", finalized(reference, "delivered")) == 200
    messages = (await stage.api("MessageService.ListMessages"))["result"]
    assert [(row["text"], row["targets"][0]["status"]) for row in messages] == [
        ("Anything else?", "sent"),
        ("You said hello", "delivered"),
        ("hello", "received"),
    ]
    said = await stage.api(
        "ConversationMessageService.ListConversationMessages", id=run["reference_id"]
    )
    assert [row["status"] for row in said["result"]] == ["sent", "sent", "received"]


async def test_a_flow_that_calls_counts_on(make_stage: MakeStage) -> None:
    """Or two numbers could answer each other by calls for ever."""
    stage: Any = await make_stage()
    phone = await stage.phone()
    ours, theirs = [{"type": "tel", "target": await stage.number("")} for _ in range(2)]
    writes = action("message_send", source=ours, destinations=[theirs], text="by a call")
    calls = action(
        "call",
        source=ours,
        destinations=[{"type": "extension", "target": user_of(phone)}],
        actions=[writes, action("hangup")],
    )
    flow = await stage.api("FlowService.CreateFlow", actions=[calls])
    numbers = (await stage.api("NumberService.ListNumbers"))["result"]
    (id,) = [row["id"] for row in numbers if row["number"] == ours["target"]]
    await stage.api("NumberService.UpdateNumber", id=id, message_flow_id=flow["id"])
    await stage.api(
        "MessageService.CreateMessage", source=theirs, destinations=[ours], text="by somebody"
    )
    await phone.event("ended")
    async with stage.platform.engines.store.reading() as connection:
        rows, _ = await Repository(MESSAGE, connection, DEMO_CUSTOMER_ID).page(100, "")
    counts = {row.text: row.hop_count for row in rows if row.direction == "outbound"}
    assert counts == {"by somebody": 0, "by a call": 1}


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_the_path_takes_posts_only(make_stage: MakeStage, method: str) -> None:
    stage = await make_stage()
    async with httpx2.AsyncClient() as http:
        answer = await http.request(method, f"{stage.platform.addresses.rest}/messages/telnyx")
    assert answer.status_code in (400, 401, 405)


async def test_killed_while_it_sends(tmp_path: Path, receiver: Receiver) -> None:
    """What the dead process had in its hands leaves with the next one."""
    telnyx = FakeTelnyx()
    receiver.behaviour = hangs()
    url = receiver.url.removesuffix("/hook")
    program = Program(tmp_path, "--telnyx-api-key", API_KEY, "--telnyx-url", url)
    try:
        stage = await program.start()
        bought = await stage.api(
            "NumberService.CreateNumber", number="+899555000123", type="virtual"
        )
        sent = await stage.api(
            "MessageService.CreateMessage",
            source={"type": "tel", "target": bought["number"]},
            destinations=[{"type": "tel", "target": CUSTOMER}],
            text="hold on",
        )
        await receiver.until(lambda received: len(received) == 1)
        assert await program.end(signal.SIGKILL) == -signal.SIGKILL
        receiver.behaviour = telnyx
        stage = await program.start()
        await receiver.until(lambda _: len(telnyx.sent) == 1)
        after = await stage.polled(
            "MessageService.GetMessage",
            lambda body: bool(body["targets"][0]["status"] == "sent"),
            id=sent["id"],
        )
        assert after["text"] == telnyx.sent[0]["text"] == "hold on"
        billed = await stage.api("BillingService.ListBillings")
        assert [row["reference_type"] for row in billed["result"]].count("sms") == 1
    finally:
        await program.close()
