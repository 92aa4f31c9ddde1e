"""What contacts are found by, kept in step with their rows."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from voipbin.core.contact.model import CONTACT, KEYS, ContactRow
from voipbin.core.unit_of_work import UnitOfWork

PHONE, EMAIL = "phone", "email"


async def keep_keys(work: UnitOfWork, row: ContactRow) -> None:
    """Makes the keys of a contact those of its row; a deleted one has none.

    Raises:
        IntegrityError: another contact has one of its numbers.
    """
    await work.execute(delete(KEYS).where(KEYS.c.contact_id == row.id))
    if row.tm_delete is not None:
        return
    wanted = {(PHONE, entry["number_e164"]) for entry in row.phone_numbers}
    wanted |= {(EMAIL, entry["address"]) for entry in row.emails}
    values = [
        {"customer_id": row.customer_id, "contact_id": row.id, "kind": kind, "value": value}
        for kind, value in sorted(wanted)
    ]
    if values:
        await work.execute(insert(KEYS), values)


async def taken_numbers(connection: Any, customer_id: str, numbers: Iterable[str]) -> set[str]:
    """Those of the numbers that a contact of the customer has."""
    found = await connection.execute(
        select(KEYS.c.value).where(
            KEYS.c.customer_id == customer_id, KEYS.c.kind == PHONE, KEYS.c.value.in_(set(numbers))
        )
    )
    return {row.value for row in found.all()}


async def found_by(
    connection: Any, customer_id: str, kind: str, values: Sequence[str]
) -> dict[str, Any]:
    """The oldest contact for each value, as result rows."""
    keys = await connection.execute(
        select(KEYS.c.value, KEYS.c.contact_id).where(
            KEYS.c.customer_id == customer_id, KEYS.c.kind == kind, KEYS.c.value.in_(values)
        )
    )
    owners = [(row.value, row.contact_id) for row in keys.all()]
    table = CONTACT.table
    rows = await connection.execute(select(table).where(table.c.id.in_([id for _, id in owners])))
    by_id = {row.id: row for row in rows.all()}
    found: dict[str, Any] = {}
    for value, id in owners:
        row = by_id.get(id)
        if row is not None and (value not in found or row.tm_create < found[value].tm_create):
            found[value] = row
    return found
