"""Steps of tests that put callers into queues."""

from typing import Any

from tests.media.node.phones import Phone
from tests.platform.api import Json
from tests.platform.stage import Stage, action
from tests.platform.test_groupcall import agent
from voipbin.core.ids import new_id

NIL = "00000000-0000-0000-0000-000000000000"
BEHIND = [action("beep"), action("sleep", duration=60_000)]


async def opened(stage: Stage, **fields: Any) -> Json:
    """A queue that only agents of this test have the tag of."""
    tag = await stage.api("TagService.CreateTag", name=new_id())
    given = {"routing_method": "random", "tag_ids": [tag["id"]], "name": "Support", "detail": "x"}
    return await stage.api("QueueService.CreateQueue", **(given | fields))


async def shown(stage: Stage, queue: Json) -> Json:
    return await stage.api("QueueService.GetQueue", id=queue["id"])


async def skilled(stage: Stage, queue: Json, *phones: Phone | str) -> Json:
    """A free agent with the tags of a queue."""
    made = await agent(stage, *phones)
    return await stage.api(
        "AgentService.UpdateAgentTagIds", id=made["id"], tag_ids=queue["tag_ids"]
    )


def joins(queue: Json) -> Json:
    return action("queue_join", queue_id=queue["id"])


async def enters(stage: Stage, queue: Json) -> tuple[Phone, Json]:
    """A caller who waits."""
    phone = await stage.phone()
    call = await stage.dial(phone, [joins(queue), *BEHIND])
    await happens(stage, call, "waiting")
    return phone, call


async def happens(stage: Stage, call: Json, verb: str) -> Json:
    return await stage.timeline.wait(
        f"queuecall_{verb}", lambda body: body["reference_id"] == call["id"]
    )


async def goes_on(phone: Phone) -> None:
    """Its flow is behind the queue."""
    await phone.hears_tone(1000, for_ms=100)


async def leave(*phones: Phone) -> None:
    for phone in phones:
        phone.call.hang_up()
        await phone.event("ended")
