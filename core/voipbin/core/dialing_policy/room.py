"""Reading and changing dialing policies."""

from typing import Any

from google.protobuf.message import Message
from sqlalchemy.exc import IntegrityError

from voipbin.core.context import Context
from voipbin.core.contract import spelling
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.dialing_policy.destination import is_country
from voipbin.core.dialing_policy.explanation import DialingExplanation
from voipbin.core.dialing_policy.limits import (
    ALL,
    DialingDefaults,
    default_policy,
    with_ceilings,
)
from voipbin.core.dialing_policy.model import (
    DIALING_POLICY,
    DialingPolicyRow,
    find_policy,
    new_policy,
)
from voipbin.core.errors import Aborted, InvalidArgument
from voipbin.core.repository import Repository
from voipbin.core.room import Room
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import dialing_policy_pb2

_LIMITS = ("calls_per_second", "concurrent_calls", "spend_per_day")
_TYPES: Any = dialing_policy_pb2.DESCRIPTOR.enum_types_by_name["DialingNumberType"]


class DialingPolicyRoom(Room[DialingPolicyRow]):
    """Serves DialingPolicyService."""

    resource = DIALING_POLICY

    def __init__(self, defaults: DialingDefaults, explanation: DialingExplanation) -> None:
        self._defaults = defaults
        self._explanation = explanation

    async def get_own_dialing_policy(self, request: Any, ctx: Context) -> Message:
        """The policy of the caller's customer."""
        return await self._read(ctx.customer_id, ctx)

    async def update_own_dialing_policy(self, request: Any, ctx: Context) -> Message:
        """Replaces what the customer decides, below the ceilings."""
        return await self._replace(ctx.customer_id, request, ctx)

    async def get_dialing_policy(self, request: Any, ctx: Context) -> Message:
        """The policy of any customer."""
        return await self._read(request.customer_id, ctx)

    async def update_dialing_policy(self, request: Any, ctx: Context) -> Message:
        """Replaces everything."""
        return await self._replace(request.customer_id, request, ctx)

    async def explain_dialing(self, request: Any, ctx: Context) -> Message:
        """Whether a number would be dialled now."""
        found = await self._explanation.explain(ctx.customer_id, request.number)
        number_type = spelling.number(_TYPES, found["number_type"])
        return dialing_policy_pb2.ExplainDialingResponse(**{**found, "number_type": number_type})

    async def _read(self, customer_id: str, ctx: Context) -> Message:
        async with ctx.reading() as connection:
            await ctx.by_id(CUSTOMER, connection).get(customer_id)
            row = await find_policy(connection, customer_id)
        return self._shown(row or default_policy(customer_id, self._defaults))

    async def _replace(self, customer_id: str, request: Message, ctx: Context) -> Message:
        columns = self.columns(request)
        columns.pop("customer_id", None)
        try:
            async with ctx.writing() as work:
                await ctx.by_id(CUSTOMER, work.connection).get(customer_id)
                row = await self._stored(customer_id, work)
                for name, value in columns.items():
                    setattr(row, name, value)
                self._check(row)
                row.tm_update = work.clock.now_us()
                await Repository(DIALING_POLICY, work.connection, customer_id).save(row)
                message = self._shown(row)
                self.record(work, "updated", row, message)
        except IntegrityError:
            raise Aborted("somebody else made the first policy just now: send it again") from None
        return message

    async def _stored(self, customer_id: str, work: UnitOfWork) -> DialingPolicyRow:
        """The row to change, made when nobody has chosen anything before."""
        found = await find_policy(work.connection, customer_id, lock=True)
        if found is not None:
            return found
        row = new_policy(customer_id, work.clock.now_us())
        return await Repository(DIALING_POLICY, work.connection, customer_id).add(row)

    def _check(self, row: DialingPolicyRow) -> None:
        faults = [
            (f"{name}[{place}]", f"must be a country with telephones or {ALL!r}, got {word!r}")
            for name in ("allowed_countries", "country_ceiling")
            for place, word in enumerate(getattr(row, name))
            if word != ALL and not is_country(word)
        ]
        ceilings = with_ceilings(row, self._defaults)
        for name in _LIMITS:
            wanted, most = getattr(row, name), getattr(ceilings, name)
            if wanted > most:
                faults.append((name, f"must be at most {most}, the operator's, got {wanted}"))
        if faults:
            raise InvalidArgument.of(faults)

    def _shown(self, row: DialingPolicyRow) -> Message:
        """The message with the ceilings that are in force."""
        message = DIALING_POLICY.to_message(row)
        ceilings = with_ceilings(row, self._defaults)
        for name in _LIMITS:
            setattr(message, f"{name}_ceiling", getattr(ceilings, name))
        if not row.tm_create:
            message.ClearField("tm_create")
        return message  # type: ignore[no-any-return]
