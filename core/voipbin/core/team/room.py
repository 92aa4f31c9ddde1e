"""Managing teams."""

from voipbin.core.ai.model import AI
from voipbin.core.context import Context
from voipbin.core.contract.rules import Violation
from voipbin.core.errors import InvalidArgument
from voipbin.core.repository import Repository
from voipbin.core.room import Room
from voipbin.core.team.graph import graph_faults
from voipbin.core.team.model import TEAM, TeamRow
from voipbin.core.unit_of_work import UnitOfWork


class TeamRoom(Room[TeamRow]):
    """Serves TeamService."""

    resource = TEAM

    async def check(self, row: TeamRow, work: UnitOfWork, ctx: Context) -> None:
        """Refuses a graph with holes, naming all of them."""
        faults = list(graph_faults(row.start_member_id, row.members))
        if faults := faults + await _foreign_ais(row, work):
            raise InvalidArgument.of(faults)


async def _foreign_ais(row: TeamRow, work: UnitOfWork) -> list[Violation]:
    """Ais of another customer, which a super admin may name but not put into this team.

    One that was deleted may stay a member: who named it first was told that it is there.
    """
    wanted = [member["ai_id"] for member in row.members]
    own = await Repository(AI, work, row.customer_id).among(wanted, deleted_too=True)
    return [
        (f"members[{place}].ai_id", f"no such ai: {id}")
        for place, id in enumerate(wanted)
        if id not in own
    ]
