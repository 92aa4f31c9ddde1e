"""When an account will have nothing left, if everything that runs goes on."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from voipbin.core.billing.pricing import price_of
from voipbin.v1 import annotations_pb2

_MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True)
class Running:
    """Something that takes a unit from the account as each of its minutes begins."""

    reference_type: str
    reference_id: str
    rate: annotations_pb2.Rate
    tm_start_us: int


@dataclass(frozen=True, slots=True)
class Exhaustion:
    """The first minute that cannot be paid."""

    at_us: int
    "It begins then, in microseconds since 1970."
    of: Running


def exhaustion(
    tokens: int, micros: int, running: Iterable[Running], until_us: int
) -> Exhaustion | None:
    """What runs out first on what it all shares; None when nothing does before until_us.

    Minutes are paid in the order in which they begin, those that lie behind as well: the account is
    charged for them only at the end of each use. Whoever was paid a minute has all of it.
    """
    minutes = [(use.tm_start_us, index, use) for index, use in enumerate(running)]
    heapq.heapify(minutes)
    while minutes and minutes[0][0] < until_us:
        begins_us, index, use = minutes[0]
        price = price_of(use.rate, 1, tokens)
        if price.micros > max(0, micros):
            return Exhaustion(begins_us, use)
        tokens, micros = tokens - price.tokens, micros - price.micros
        heapq.heapreplace(minutes, (begins_us + _MINUTE_US, index, use))
    return None
