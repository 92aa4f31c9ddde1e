"""References of several kinds: a field of the request says which, another one has the id."""

from typing import Any

from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition, InvalidArgument
from voipbin.core.resource import resource_named


async def referenced(ctx: Context, kind: str, id: str, field: str = "reference_id") -> Any:
    """The live row that the body of a request names, as a result row.

    Args:
        kind: the resource.
        field: of the request, for the error.

    Raises:
        InvalidArgument: there is none, or it is another customer's.
    """
    async with ctx.reading() as connection:
        rows = await ctx.by_id(resource_named(kind), connection).get_many([id])
    if not rows:
        raise InvalidArgument.of([(field, f"no such {kind}: {id}")])
    return rows[0]


def refuse_ended(kind: str, row: Any) -> None:
    """Refuses a call or a conference in which nobody can be heard any more.

    Raises:
        FailedPrecondition: it is over.
    """
    if kind == "call" and row.status == "hangup":
        raise FailedPrecondition(
            f"call {row.id} is over ({row.status})", reason="CALL_ALREADY_HUNG_UP"
        )
    if kind == "conference" and row.status != "progressing":
        raise FailedPrecondition(
            f"conference {row.id} is {row.status}", reason="CONFERENCE_NOT_PROGRESSING"
        )
