"""Steps of tests that run a flow on a call."""

from collections.abc import Sequence

from tests.media.node.phones import Phone
from tests.platform.api import Json
from tests.platform.stage import LocalStage, action
from tests.platform.web import Web

WAITS = action("sleep", duration=60_000)


async def up(stage: LocalStage, actions: Sequence[Json]) -> tuple[Phone, Json]:
    """A phone in a call that runs a flow."""
    phone = await stage.phone()
    call = await stage.dial(phone, actions)
    await phone.event("answered")
    return phone, call


def tells(web: Web, text: str) -> Json:
    """An action that reports a text with its variables filled in."""
    return action(
        "webhook_send",
        sync=True,
        uri=web.base + "/told",
        method="POST",
        data_type="text/plain",
        data=text,
    )


async def told(web: Web) -> str:
    return (await web.asked()).body.decode()


async def at(stage: LocalStage, call: Json, kind: str) -> Json:
    """The activeflow when it came to an action."""
    return await stage.timeline.wait(
        "activeflow_updated",
        lambda body: body["id"] == call["activeflow_id"] and body["current_action"]["type"] == kind,
    )
