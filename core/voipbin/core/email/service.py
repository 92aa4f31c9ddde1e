"""Emails as the rest of the core sees them."""

from collections.abc import Iterator
from typing import Any

from voipbin.core.billing_account.balance import require_items
from voipbin.core.contract import codec, rules
from voipbin.core.destinations import email_faults
from voipbin.core.email.charging import charge_email
from voipbin.core.email.dispatcher import EmailDispatcher
from voipbin.core.email.jobs import add_job
from voipbin.core.email.model import EMAIL, EmailRow, EmailStatus
from voipbin.core.errors import InvalidArgument
from voipbin.core.ids import new_id
from voipbin.core.recording.model import RECORDING
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import common_pb2, email_pb2

SENDER_NAME = "voipbin service"


class Emails:
    """Takes emails on: whoever has stored one may forget it.

    Args:
        domain: emails come from service@<domain>.
    """

    def __init__(self, dispatcher: EmailDispatcher, domain: str) -> None:
        self.dispatcher = dispatcher
        sender = common_pb2.Address(
            type=common_pb2.ADDRESS_TYPE_EMAIL,
            target=f"service@{domain}",
            target_name=SENDER_NAME,
        )
        self._source = codec.to_json(sender)

    async def create(self, work: UnitOfWork, customer_id: str, request: Any) -> EmailRow:
        """Stores an email with its charge; it is sent as soon as the transaction is stored.

        Args:
            request: a CreateEmailRequest.

        Raises:
            InvalidArgument: naming what cannot be sent.
            InsufficientBalance: not all destinations can be paid.
        """
        return await self._store(work, self._row(work, customer_id, request, new_id()), request)

    async def create_for_flow(
        self, work: UnitOfWork, customer_id: str, request: Any, activeflow_id: str, id: str
    ) -> EmailRow:
        """The same for a flow, whose options no edge has checked.

        Args:
            id: of the email; one that exists already is returned as it is.

        Raises:
            InvalidArgument: naming what cannot be sent.
            InsufficientBalance: not all destinations can be paid.
        """
        if (known := await Repository(EMAIL, work, customer_id).find(id)) is not None:
            return known
        if faults := rules.violations(request):
            raise InvalidArgument.of(faults)
        row = self._row(work, customer_id, request, id)
        row.activeflow_id = activeflow_id
        return await self._store(work, row, request)

    def _row(self, work: UnitOfWork, customer_id: str, request: Any, id: str) -> EmailRow:
        return EmailRow(
            id=id,
            customer_id=customer_id,
            tm_create=work.clock.now_us(),
            source=self._source,
            status=EmailStatus.INITIATED.value,
            **EMAIL.from_request(request),
        )

    async def _store(self, work: UnitOfWork, row: EmailRow, request: Any) -> EmailRow:
        faults = list(email_faults("destinations", request.destinations))
        faults += await self._attachment_faults(work, row)
        if faults:
            raise InvalidArgument.of(faults)
        count = len(row.destinations)
        await require_items(work, row.customer_id, "email", count, lock=True)
        await Repository(EMAIL, work, row.customer_id).add(row)
        await charge_email(work, row)
        await add_job(work, row)
        record(work, EMAIL, "created", row)
        work.after_commit(self.dispatcher.wake)
        return row

    async def _attachment_faults(self, work: UnitOfWork, row: EmailRow) -> list[tuple[str, str]]:
        """What is wrong with recordings, whoever sends: they must be those of the email's owner."""
        wanted = [attachment["reference_id"] for attachment in row.attachments]
        known = await Repository(RECORDING, work, row.customer_id).among(wanted)
        return list(_unknown(wanted, known))


def email_variables(row: EmailRow) -> dict[str, str]:
    """The variables voipbin.email.*"""
    values = {"id": row.id, "status": row.status, "subject": row.subject}
    return {f"voipbin.email.{name}": value for name, value in values.items()}


def _unknown(wanted: list[str], known: set[str]) -> Iterator[tuple[str, str]]:
    for place, id in enumerate(wanted):
        if id not in known:
            yield f"attachments[{place}].reference_id", f"no such recording: {id}"


def flow_request(option: dict[str, Any]) -> Any:
    """What an email_send action asks for.

    Raises:
        CodecError: an attachment is of no known kind.
    """
    return codec.from_json(email_pb2.CreateEmailRequest, option)
