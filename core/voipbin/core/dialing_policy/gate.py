"""The toll gate: every call to a telephone number passes here, whatever began it.

It is asked inside the transaction that stores the call, with the customer locked. What it counts
are rows, so two calls at one moment cannot both take the last place, and nothing leaks when a
process dies.
"""

from collections.abc import Sequence

import structlog
from sqlalchemy import select

from voipbin.core.call.address import Leg
from voipbin.core.call.model import telephone_of
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.database import Connection
from voipbin.core.dialing_policy.destination import destination_of
from voipbin.core.dialing_policy.limits import DialingDefaults, DialingLimits
from voipbin.core.dialing_policy.model import find_policy
from voipbin.core.dialing_policy.use import DialingUse, dialing_use
from voipbin.core.errors import PermissionDenied, ResourceExhausted, VoipbinError
from voipbin.core.provider.sources import CarrierHosts
from voipbin.core.unit_of_work import Store, UnitOfWork

_log = structlog.get_logger(__name__)


class TollGate:
    """Refuses calls that the policy of a customer does not allow."""

    def __init__(self, store: Store, defaults: DialingDefaults, carriers: CarrierHosts) -> None:
        """
        Args:
            carriers: hosts that must not be called as SIP addresses: they would connect to any
                number, past this gate.
        """
        self._store = store
        self.defaults = defaults
        self._carriers = carriers

    async def limits(self, connection: Connection, customer_id: str) -> DialingLimits:
        """What is in force for a customer."""
        return DialingLimits.of(await find_policy(connection, customer_id), self.defaults)

    async def permitted(self, customer_id: str, legs: Sequence[Leg]) -> list[Leg]:
        """The legs whose destinations may be dialled at all.

        Raises:
            PermissionDenied: of the first, when none of several may; DESTINATION_NOT_ALLOWED.
        """
        if all(leg.destination.get("type") not in ("tel", "sip") for leg in legs):
            return list(legs)
        kept: list[Leg] = []
        refusals: list[VoipbinError] = []
        async with self._store.reading() as connection:
            limits = await self.limits(connection, customer_id)
        for leg in legs:
            refusal = _destination_refusal(limits, leg) or await self._sip_refusal(leg)
            if refusal is None:
                kept.append(leg)
            else:
                refusals.append(refusal)
                _log.warning("a call is refused", customer_id=customer_id, reason=refusal.message)
        if refusals and not kept:
            raise refusals[0]
        return kept

    async def admit(self, work: UnitOfWork, customer_id: str, leg: Leg, *, ahead: int = 0) -> None:
        """Lets a leg through that is about to be stored; others than to telephones always.

        Args:
            ahead: legs to telephones that will be stored in the same step, before this one.

        Raises:
            PermissionDenied: DESTINATION_NOT_ALLOWED.
            ResourceExhausted: CALL_RATE_EXCEEDED, CONCURRENT_CALLS_EXCEEDED, DAILY_SPEND_EXCEEDED.
        """
        if leg.destination.get("type") != "tel":
            return
        customers = CUSTOMER.table
        locked = select(customers.c.id).where(customers.c.id == customer_id).with_for_update()
        await work.execute(locked)
        limits = await self.limits(work.connection, customer_id)
        refusal = _destination_refusal(limits, leg)
        if refusal is None:
            use = await dialing_use(work.connection, customer_id, work.clock.now_us())
            refusal = use_refusal(limits, use.with_more(ahead))
        if refusal is not None:
            _log.warning("a call is refused", customer_id=customer_id, reason=refusal.message)
            raise refusal

    async def closed_to(self, leg: Leg) -> list[str]:
        """Networks a leg must not end up in: a name may lead elsewhere when it is called than when
        it was judged, and by other records."""
        is_sip = leg.destination.get("type") == "sip"
        return await self._carriers.networks() if is_sip else []

    async def _sip_refusal(self, leg: Leg) -> VoipbinError | None:
        if leg.destination.get("type") != "sip" or not await self._carriers.has_uri(
            leg.request_uri
        ):
            return None
        return PermissionDenied(
            f"{leg.request_uri} is at a carrier of this platform: dial the number itself, as a"
            " destination of type tel",
            reason="DESTINATION_NOT_ALLOWED",
        )


def number_refusal(limits: DialingLimits, number: str) -> VoipbinError | None:
    """The refusal of a number, however little is dialled."""
    fault = limits.fault(number, destination_of(number))
    return None if fault is None else PermissionDenied(fault, reason="DESTINATION_NOT_ALLOWED")


def use_refusal(limits: DialingLimits, use: DialingUse) -> VoipbinError | None:
    """The refusal of one more call, whatever its number."""
    if use.calls_in_last_second >= limits.calls_per_second:
        return ResourceExhausted(
            f"{use.calls_in_last_second} calls were begun within the last second, those of this"
            f" request included, and {limits.calls_per_second} may be: wait a second, ring fewer at"
            " once, or raise calls_per_second of the dialing policy",
            reason="CALL_RATE_EXCEEDED",
            retry_after_s=1,
        )
    if use.calls_now >= limits.concurrent_calls:
        return ResourceExhausted(
            f"{use.calls_now} calls to telephones go on, those of this request included, and"
            f" {limits.concurrent_calls} may: end one, ring fewer at once, or raise"
            " concurrent_calls of the dialing policy",
            reason="CONCURRENT_CALLS_EXCEEDED",
        )
    if use.spent_today + use.minute > limits.spend_per_day:
        return ResourceExhausted(
            f"calls to telephones cost {use.spent_today / 1e6:.2f} dollars today, and a minute"
            f" more would be beyond the {limits.spend_per_day / 1e6:.2f} they may: wait for"
            " midnight UTC, or raise spend_per_day of the dialing policy",
            reason="DAILY_SPEND_EXCEEDED",
        )
    return None


def _destination_refusal(limits: DialingLimits, leg: Leg) -> VoipbinError | None:
    if leg.destination.get("type") != "tel":
        return None
    number = telephone_of(leg.destination) or str(leg.destination.get("target", ""))
    return number_refusal(limits, number)
