"""FIXME teams."""

from voipbin.core.room import Room
from voipbin.core.team.model import TEAM, TeamRow


class TeamRoom(Room[TeamRow]):
    """Serves TeamService."""

    resource = TEAM
