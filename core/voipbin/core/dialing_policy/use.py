"""How much a customer is dialling: read from what is stored, so no crash can leave it wrong."""

from dataclasses import dataclass

from sqlalchemy import func, literal_column, select

from voipbin.core.billing.model import BILLING
from voipbin.core.billing.pricing import started_minutes, whole_seconds
from voipbin.core.billing.rates import rate_for
from voipbin.core.call.model import CALL
from voipbin.core.database import Connection

COST_TYPE = "call_pstn_outgoing"
_SECOND_US = 1_000_000
_DAY_US = 86_400 * _SECOND_US
_CALLS = CALL.table
_TABLE = BILLING.table
# A call to a telephone number and nothing else has a telephone number as its party.
_TO_TELEPHONES = (_CALLS.c.direction == "outgoing", _CALLS.c.peer_number != "")


@dataclass(frozen=True, slots=True)
class DialingUse:
    """What counts against the limits at one moment."""

    calls_in_last_second: int
    calls_now: int
    spent_today: int
    "Micros of a dollar; of a call that rings the first minute, of one that runs those begun."
    minute: int
    "Micros of a dollar that the next minute costs."

    def with_more(self, calls: int) -> "DialingUse":
        """The same once so many more calls have begun."""
        return DialingUse(
            self.calls_in_last_second + calls,
            self.calls_now + calls,
            self.spent_today + calls * self.minute,
            self.minute,
        )


async def dialing_use(connection: Connection, customer_id: str, now_us: int) -> DialingUse:
    """Counts the rows of a customer; those of the transaction itself are among them."""
    minute = (await rate_for(connection, customer_id, COST_TYPE)).credit_per_unit
    unanswered, answered = await _live(connection, customer_id)
    return DialingUse(
        await _begun(connection, customer_id, now_us - _SECOND_US),
        unanswered + answered,
        await _settled(connection, customer_id, now_us)
        + await _running(connection, customer_id, now_us)
        + unanswered * minute,
        minute,
    )


async def _begun(connection: Connection, customer_id: str, since_us: int) -> int:
    begun = select(func.count()).where(
        _CALLS.c.customer_id == customer_id, _CALLS.c.tm_create > since_us, *_TO_TELEPHONES
    )
    return int((await connection.execute(begun)).scalar_one())


async def _live(connection: Connection, customer_id: str) -> tuple[int, int]:
    """Calls that nobody has answered yet, and the others that are not over."""
    live = select(func.count(), func.count(_CALLS.c.tm_progressing)).where(
        _CALLS.c.customer_id == customer_id,
        # Spelled as the index does: only then does SQLite use it.
        _CALLS.c.status != literal_column("'hangup'"),
        *_TO_TELEPHONES,
    )
    every, answered = (await connection.execute(live)).one()
    return every - answered, answered


async def _settled(connection: Connection, customer_id: str, now_us: int) -> int:
    midnight_us = now_us - now_us % _DAY_US
    paid = select(func.sum(_TABLE.c.amount_credit)).where(
        _TABLE.c.customer_id == customer_id,
        # No call is longer than a day: what ended today began yesterday at the earliest.
        _TABLE.c.tm_create >= midnight_us - _DAY_US,
        _TABLE.c.tm_billing_end >= midnight_us,
        _TABLE.c.cost_type == COST_TYPE,
    )
    return -int((await connection.execute(paid)).scalar_one() or 0)


async def _running(connection: Connection, customer_id: str, now_us: int) -> int:
    open_ones = select(_TABLE.c.tm_billing_start, _TABLE.c.rate_credit_per_unit).where(
        _TABLE.c.customer_id == customer_id,
        _TABLE.c.tm_create >= now_us - 2 * _DAY_US,
        _TABLE.c.status == "progressing",
        _TABLE.c.cost_type == COST_TYPE,
    )
    found = (await connection.execute(open_ones)).all()
    return sum(
        max(1, started_minutes(whole_seconds(start_us, now_us))) * micros
        for start_us, micros in found
    )
