"""Whether a number would be dialled now, and why: the questions the dialer asks, in its order."""

from typing import Any

from voipbin.core.billing.rates import rate_for
from voipbin.core.billing_account.balance import require_call_balance
from voipbin.core.call.address import no_route
from voipbin.core.call.carriers import Carriers
from voipbin.core.call.tel_target import tel_number
from voipbin.core.customer.standing import refuse_frozen
from voipbin.core.database import Connection
from voipbin.core.dialing_policy.destination import destination_of
from voipbin.core.dialing_policy.gate import TollGate, number_refusal, use_refusal
from voipbin.core.dialing_policy.limits import DialingLimits
from voipbin.core.dialing_policy.use import COST_TYPE, DialingUse, dialing_use
from voipbin.core.errors import VoipbinError
from voipbin.core.unit_of_work import Store


class DialingExplanation:
    """Explains what would become of a call."""

    def __init__(self, store: Store, gate: TollGate, carriers: Carriers) -> None:
        self._store = store
        self._gate = gate
        self._carriers = carriers

    async def explain(self, customer_id: str, number: str) -> dict[str, Any]:
        """The fields of ExplainDialingResponse, enums by their word.

        Raises:
            InvalidArgument: it is no number in E.164.
        """
        tel_number(number, "number")
        names = await self._carriers.names(customer_id, number)
        destination = destination_of(number)
        async with self._store.reading() as connection:
            limits = await self._gate.limits(connection, customer_id)
            use = await dialing_use(connection, customer_id, self._store.clock.now_us())
            rate = await rate_for(connection, customer_id, COST_TYPE)
            refusals = await _refusals(connection, customer_id, number, names, limits, use)
        return {
            "number": number,
            "allowed": not refusals,
            "reason": refusals[0].reason if refusals else "",
            "message": "; ".join(each.message for each in refusals) or "it would be dialled",
            "country": destination.country,
            "number_type": destination.number_type,
            "providers": names,
            "credit_per_minute": rate.credit_per_unit,
            "token_per_minute": rate.token_per_unit,
            "calls_in_last_second": use.calls_in_last_second,
            "calls_per_second": limits.calls_per_second,
            "calls_now": use.calls_now,
            "concurrent_calls": limits.concurrent_calls,
            "spent_today": use.spent_today,
            "spend_per_day": limits.spend_per_day,
        }


async def _refusals(
    connection: Connection,
    customer_id: str,
    number: str,
    names: list[str],
    limits: DialingLimits,
    use: DialingUse,
) -> list[VoipbinError]:
    """All that stands in the way: who mends one thing shall not meet the next by calling again."""
    refusals: list[VoipbinError] = [] if names else [no_route(number)]
    if (refusal := number_refusal(limits, number)) is not None:
        refusals.append(refusal)
    for check in (refuse_frozen, require_call_balance):
        try:
            await check(connection, customer_id)
        except VoipbinError as error:
            refusals.append(error)
    if (refusal := use_refusal(limits, use)) is not None:
        refusals.append(refusal)
    return refusals
