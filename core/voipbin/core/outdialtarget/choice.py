"""Whom to dial next: the target that was left alone for longest."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, TextClause, and_, cast, false, func, or_, select

from voipbin.core.database import Connection
from voipbin.core.outdialtarget.model import (
    DESTINATIONS,
    OUTDIALTARGET,
    TRY_COUNTS,
    UNTRIED,
    OutdialtargetRow,
    OutdialtargetStatus,
)
from voipbin.core.outplan.model import MAX_TRY_COUNTS, OutplanRow
from voipbin.core.repository import Repository

_TABLE = OUTDIALTARGET.table
_PLACES = tuple(zip(DESTINATIONS, TRY_COUNTS, MAX_TRY_COUNTS, strict=True))


@dataclass(frozen=True, slots=True)
class Choice:
    """An address of a target, and which attempt at it is next."""

    target: OutdialtargetRow
    place: int
    "0 to 4: earlier addresses have been tried as often as they may be."
    destination: dict[str, Any]
    try_count: int
    "1 for the first."


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left when nobody can be dialled now."""

    due_us: int | None
    "When the first that waits for its next attempt may be dialled; None when nobody waits."
    is_anybody_dialled: bool
    "Attempts are under way: who is not reached comes back."


class Targets:
    """The targets of an outdial, as an outplan lets them be dialled."""

    def __init__(self, connection: Connection, outdial_id: str, outplan: OutplanRow) -> None:
        self._rows = Repository(OUTDIALTARGET, connection, outplan.customer_id)
        self._outdial_id = outdial_id
        self._outplan = outplan

    async def next(self, now_us: int) -> Choice | None:
        """Whom to dial now; None for nobody."""
        # Each begins where its index does: all who are at rest are passed by neither.
        rested = _TABLE.c.tm_update <= now_us - self._outplan.try_interval * 1000
        found = [
            await self._first(rested, _TABLE.c.tm_update),
            await self._first(UNTRIED, _TABLE.c.tm_create),
        ]
        rows = [row for row in found if row is not None]
        if not rows:
            return None
        return choice_of(min(rows, key=lambda row: row.tm_update or 0), self._outplan)

    async def rest(self) -> Rest:
        """What may still come when there is nobody now."""
        # In this order: whose attempt ends meanwhile is found among those who wait.
        dialled = self._of_status(OutdialtargetStatus.PROGRESSING).limit(1)
        is_anybody_dialled = await self._rows.one(dialled) is not None
        waiting = self._left().with_only_columns(func.min(_TABLE.c.tm_update))
        oldest_us = (await self._rows.connection.execute(waiting)).scalar()
        due_us = None if oldest_us is None else oldest_us + self._outplan.try_interval * 1000
        return Rest(due_us, is_anybody_dialled)

    async def _first(
        self, is_due: ColumnElement[bool] | TextClause, age: ColumnElement[int]
    ) -> OutdialtargetRow | None:
        return await self._rows.one(self._left().where(is_due).order_by(age).limit(1))

    def _left(self) -> Any:
        return self._of_status(OutdialtargetStatus.IDLE).where(_may_be_tried(self._outplan))

    def _of_status(self, status: OutdialtargetStatus) -> Any:
        return select(_TABLE).where(
            _TABLE.c.outdial_id == self._outdial_id,
            _TABLE.c.status == status.value,
            _TABLE.c.tm_delete.is_(None),
        )


def choice_of(row: OutdialtargetRow, outplan: OutplanRow) -> Choice | None:
    """The next attempt at a target; None when all its addresses were tried as often as they may."""
    for place, (destination, try_count, most) in enumerate(_PLACES):
        address, tried = getattr(row, destination), getattr(row, try_count)
        if address and tried < getattr(outplan, most):
            return Choice(row, place, address, tried + 1)
    return None


def _may_be_tried(outplan: OutplanRow) -> ColumnElement[bool]:
    columns = _TABLE.c
    return or_(
        false(),
        *(
            and_(cast(columns[destination], Text) != "{}", columns[try_count] < most)
            for destination, try_count, name in _PLACES
            if (most := getattr(outplan, name)) > 0
        ),
    )
