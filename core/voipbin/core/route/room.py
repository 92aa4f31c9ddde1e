"""FIXME routes."""

from voipbin.core.room import Room
from voipbin.core.route.model import ROUTE, RouteRow


class RouteRoom(Room[RouteRow]):
    """Serves RouteService."""

    resource = ROUTE
