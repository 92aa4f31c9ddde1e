"""Steps of tests that put calls into conferences."""

from collections.abc import Sequence

from tests.media.node.phones import Phone
from tests.platform.api import Json
from tests.platform.stage import LocalStage, Stage, action


async def opened(stage: Stage, **fields: object) -> Json:
    return await stage.api("ConferenceService.CreateConference", **fields)


async def shown(stage: Stage, conference: Json) -> Json:
    return await stage.api("ConferenceService.GetConference", id=conference["id"])


def joins(conference: Json) -> Json:
    return action("conference_join", conference_id=conference["id"])


async def stay_of(stage: Stage, call: Json, status: str = "joined") -> Json:
    """The conferencecall of a call when it came to a status."""
    return await stage.timeline.wait(
        f"conferencecall_{status}", lambda body: body["reference_id"] == call["id"]
    )


async def crowd(
    stage: LocalStage, conference: Json, behind: Sequence[Json] = (), *, size: int = 3
) -> tuple[list[Phone], list[Json]]:
    """Phones and their calls, all of them in the conference."""
    phones = [await stage.phone() for _ in range(size)]
    calls = [await stage.dial(phone, [joins(conference), *behind]) for phone in phones]
    for call in calls:
        await stay_of(stage, call)
    return phones, calls
