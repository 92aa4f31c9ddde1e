"""Messages that go out: checked, charged and stored with everything that sending them takes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select

from voipbin.core.billing.charges import part_of
from voipbin.core.billing_account.balance import require_items
from voipbin.core.call.source import source_not_owned
from voipbin.core.contract.options import rule_of
from voipbin.core.contract.rules import Violation, check_value
from voipbin.core.conversation.pairs import conversation_between
from voipbin.core.conversation_message.model import CONVERSATION_MESSAGE, ConversationMessageRow
from voipbin.core.destinations import is_telephone_number
from voipbin.core.dialing_policy.gate import TollGate, number_refusal
from voipbin.core.errors import InvalidArgument
from voipbin.core.message.model import COPIES, MessageCopyRow, MessageRow
from voipbin.core.message.store import store_message
from voipbin.core.number.model import NUMBER, owns_number
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import message_pb2

Address = dict[str, Any]

_TEXT: Any = message_pb2.CreateMessageRequest.DESCRIPTOR.fields_by_name["text"]
"Its limits are those of every text, whoever writes it."

_PATIENCE_US = 3_600_000_000
"A text that comes an hour late is worse than one that is known to have failed."


@dataclass(frozen=True, slots=True)
class Cause:
    """What made somebody say something."""

    type: str = "none"
    "none, call or campaign."
    id: str = ""
    hop_count: int = 0
    "Message flows that led to it; 0 where no text began them."


NO_CAUSE = Cause()
"A person."


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is to be sent."""

    id: str
    customer_id: str
    source: Address
    destinations: Sequence[Address]
    text: str
    cause: Cause = NO_CAUSE
    medias: list[dict[str, Any]] = field(default_factory=list)
    "What the conversation is to show beside the text."
    conversation_id: str = ""
    "Where it is said; empty for the conversation of source and destination, begun if need be."


def shortened(text: str) -> str:
    """As much of a text as may be sent, for those who cannot be asked to write less."""
    most = rule_of(_TEXT).max_length
    return text if len(text) <= most else f"{text[: most - 1]}…"


async def check_outgoing(work: UnitOfWork, gate: TollGate, wanted: Outgoing) -> None:
    """Refuses what may not be sent, or could not be paid.

    Raises:
        InvalidArgument: the text is too long or missing, an address is no telephone number, or the
            source is no number of the customer.
        PermissionDenied: the dialing policy does not allow a destination. Numbers of this
            installation may be written to always: nobody pays a network for that.
        InsufficientBalance: the account does not cover every target.
    """
    if faults := list(_faults(wanted)):
        raise InvalidArgument.of(faults)
    number = wanted.source["target"]
    if not await owns_number(work.connection, wanted.customer_id, number):
        raise source_not_owned(f"must be a number of this customer, got {number!r}")
    numbers = {destination["target"] for destination in wanted.destinations}
    table = NUMBER.table.c
    ours = select(table.number).where(table.number.in_(numbers), table.tm_delete.is_(None))
    outside = numbers - {row.number for row in await work.execute(ours)}
    if outside:
        limits = await gate.limits(work.connection, wanted.customer_id)
        for target in sorted(outside):
            if (refusal := number_refusal(limits, target)) is not None:
                raise refusal
    count = len(wanted.destinations)
    await require_items(work.connection, wanted.customer_id, "sms", count, lock=True)


def _faults(wanted: Outgoing) -> Iterator[Violation]:
    if (fault := check_value(_TEXT, wanted.text)) is not None:
        yield "text", fault
    addresses = [(f"destinations[{i}]", each) for i, each in enumerate(wanted.destinations)]
    for name, address in (("source", wanted.source), *addresses):
        target = address.get("target", "")
        if address.get("type") != "tel":
            yield f"{name}.type", f"must be tel, got {address.get('type')!r}"
        elif not is_telephone_number(target):
            fault = f"must be a number in E.164 with the leading +, got {target!r}"
            yield f"{name}.target", fault


async def add_outgoing(work: UnitOfWork, wanted: Outgoing) -> MessageRow:
    """Stores a message that was checked: with its charges, conversations and the jobs to send it.

    The first target's conversation message has the id of the message, the others one of their own.
    """
    now_us = work.clock.now_us()
    row = MessageRow(
        id=wanted.id,
        customer_id=wanted.customer_id,
        source=wanted.source,
        targets=[
            {"destination": destination, "status": "queued", "parts": 0, "tm_update": None}
            for destination in wanted.destinations
        ],
        text=wanted.text,
        direction="outbound",
        hop_count=wanted.cause.hop_count,
        tm_create=now_us,
    )
    await store_message(work, row)
    copies = [
        MessageCopyRow(
            id=part_of(row.id, f"copy-{place}") if place else row.id,
            message_id=row.id,
            customer_id=row.customer_id,
            place=place,
            number=destination["target"],
            tm_due=now_us,
            tm_expire=now_us + _PATIENCE_US,
            tm_create=now_us,
        )
        for place, destination in enumerate(wanted.destinations)
    ]
    # In one order for everybody: two messages to the same numbers must not wait for each other.
    for copy in sorted(copies, key=lambda copy: (copy.number, copy.place)):
        await _say(work, copy, wanted)
    await work.execute_many(insert(COPIES), [copy.model_dump() for copy in copies])
    return row


async def _say(work: UnitOfWork, copy: MessageCopyRow, wanted: Outgoing) -> None:
    id = wanted.conversation_id
    if not id:
        theirs = wanted.destinations[copy.place]
        id = (await conversation_between(work, wanted.customer_id, wanted.source, theirs)).id
    said = ConversationMessageRow(
        id=copy.id,
        customer_id=wanted.customer_id,
        conversation_id=id,
        direction="outgoing",
        status="sending",
        reference_type=wanted.cause.type,
        reference_id=wanted.cause.id,
        text=wanted.text,
        medias=wanted.medias,
        tm_create=work.clock.now_us(),
    )
    await Repository(CONVERSATION_MESSAGE, work, wanted.customer_id).add(said)
    record(work, CONVERSATION_MESSAGE, "created", said)
