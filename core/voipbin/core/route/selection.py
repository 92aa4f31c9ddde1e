"""Which routes a call takes, in order."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from voipbin.core.database import Connection
from voipbin.core.route.model import DEFAULT_OWNER, ROUTE, RouteRow
from voipbin.core.route.targets import EVERY_NUMBER, country_target


def select_routes(routes: Iterable[RouteRow], customer_id: str, number: str) -> list[RouteRow]:
    """The routes of a call, best first, one of each provider.

    Routes of the customer for the country of the number come before its routes for all numbers,
    then the default ones follow in the same way; among equals the lowest priority comes first, and
    of equal priority the oldest.

    Args:
        routes: of anybody, in any order.
        number: in E.164.
    """
    groups = _groups(customer_id, number)
    mine = [route for route in routes if (route.customer_id, route.target) in groups]
    mine.sort(
        key=lambda route: (
            groups.index((route.customer_id, route.target)),
            route.priority,
            route.tm_create,
            route.id,
        )
    )
    # Of several entries with one key a dictionary keeps the place of the first.
    first: dict[str, RouteRow] = {}
    for route in mine:
        first.setdefault(route.provider_id, route)
    return list(first.values())


async def find_routes(connection: Connection, customer_id: str, number: str) -> list[RouteRow]:
    """The live routes of a call, best first."""
    table = ROUTE.table
    found = await connection.execute(
        select(table).where(
            table.c.customer_id.in_([customer_id, DEFAULT_OWNER]),
            table.c.target.in_({target for _, target in _groups(customer_id, number)}),
            table.c.tm_delete.is_(None),
        )
    )
    return select_routes([RouteRow(**row._mapping) for row in found], customer_id, number)


def _groups(customer_id: str, number: str) -> Sequence[tuple[str, str]]:
    """(owner, target) of the routes that will do, best first."""
    targets = [target for target in (country_target(number), EVERY_NUMBER) if target]
    return [(owner, target) for owner in (customer_id, DEFAULT_OWNER) for target in targets]
