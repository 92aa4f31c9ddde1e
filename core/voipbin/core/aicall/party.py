"""Who works in a session: an ai alone, or the members of a team, one after the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from voipbin.core.ai.model import AI, AiRow
from voipbin.core.aicall.model import AicallRow
from voipbin.core.database import Connection
from voipbin.core.errors import FailedPrecondition, NotFound
from voipbin.core.llm.port import Tool
from voipbin.core.repository import Repository
from voipbin.core.team.model import TEAM, TeamRow

_NO_ARGUMENTS: dict[str, Any] = {"type": "object", "properties": {}}


@dataclass(frozen=True, slots=True)
class Member:
    """One ai, and the ways that lead from it to others."""

    ai: AiRow
    id: str = ""
    'In its team; "" for an ai alone.'
    transitions: tuple[Mapping[str, Any], ...] = ()

    @property
    def ways(self) -> list[Tool]:
        """The transitions, as the model is offered them."""
        return [
            Tool(one["function_name"], one["description"], _NO_ARGUMENTS)
            for one in self.transitions
        ]

    def way_to(self, function_name: str) -> str:
        """The member that a function leads to; "" for one that is no transition."""
        ways = {one["function_name"]: str(one["next_member_id"]) for one in self.transitions}
        return ways.get(function_name, "")


@dataclass(frozen=True, slots=True)
class Party:
    """An ai or a team."""

    type: str
    "ai or team."
    id: str
    start: Member
    "Who begins."
    members: Mapping[str, Member] = field(default_factory=dict)
    "Of a team, by id."
    parameter: Mapping[str, Any] = field(default_factory=dict)
    "Of the team."

    @property
    def customer_id(self) -> str:
        """Its owner."""
        return self.start.ai.customer_id

    def parameter_of(self, member: Member) -> dict[str, Any]:
        """What a member is told: what the team says goes before what its ai says."""
        return {**(member.ai.parameter or {}), **self.parameter}

    def member(self, id: str) -> Member:
        """A member; the one that begins for an id that is none's (any more)."""
        return self.members.get(id, self.start)


def alone(ai: AiRow) -> Party:
    """An ai without a team."""
    return Party("ai", ai.id, Member(ai))


async def find_party(connection: Connection, customer_id: str, type: str, id: str) -> Party:
    """A live ai or team of a customer, ready to begin.

    Raises:
        NotFound: there is none.
        FailedPrecondition: an ai of the team is gone.
    """
    if type != "team":
        ai = await Repository(AI, connection, customer_id).find(id)
        if ai is None:
            raise NotFound.resource("ai", id)
        return alone(ai)
    team = await Repository(TEAM, connection, customer_id).find(id)
    if team is None:
        raise NotFound.resource("team", id)
    party = await _team(connection, team)
    gone = [member.ai.id for member in party.members.values() if member.ai.tm_delete is not None]
    if gone:
        raise FailedPrecondition(
            f"ai {gone[0]} of team {id} was deleted: give its member another one",
            reason="TEAM_WITHOUT_AI",
        )
    return party


async def party_of(connection: Connection, row: AicallRow) -> Party:
    """Who works in a session that was begun, deleted or not: sessions keep what they began with.

    Raises:
        NotFound: it is erased.
    """
    resource: Any = TEAM if row.assistance_type == "team" else AI
    table = resource.table
    own = table.c.id == row.assistance_id, table.c.customer_id == row.customer_id
    found = await Repository(resource, connection, row.customer_id).one(select(table).where(*own))
    if found is None:
        raise NotFound.resource(resource.name, row.assistance_id)
    return await _team(connection, found) if row.assistance_type == "team" else alone(found)


async def _team(connection: Connection, team: TeamRow) -> Party:
    wanted = {member["ai_id"] for member in team.members}
    table = AI.table
    own = select(table).where(table.c.customer_id == team.customer_id, table.c.id.in_(wanted))
    ais = {ai.id: ai for ai in await Repository(AI, connection, team.customer_id).all(own)}
    members = {
        one["id"]: Member(ais[one["ai_id"]], one["id"], tuple(one["transitions"]))
        for one in team.members
        if one["ai_id"] in ais
    }
    if team.start_member_id not in members:
        raise FailedPrecondition(
            f"the first ai of team {team.id} is gone: give its member another one",
            reason="TEAM_WITHOUT_AI",
        )
    start = members[team.start_member_id]
    return Party("team", team.id, start, members, team.parameter or {})
