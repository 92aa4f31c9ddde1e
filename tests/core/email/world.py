"""Emails of one customer with everything around them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.fixtures import fake_mailgun, fake_sendgrid
from tests.fixtures.callers import CUSTOMER, customer_context
from tests.fixtures.event_log import events
from tests.fixtures.fake_mailgun import FakeMailgun
from tests.fixtures.fake_sendgrid import FakeSendGrid
from tests.fixtures.manual_clock import ManualClock
from voipbin.core.contract import codec
from voipbin.core.egress import EgressClient
from voipbin.core.email.attachments import Attachments
from voipbin.core.email.dispatcher import EmailDispatcher
from voipbin.core.email.hooks import EmailHooks
from voipbin.core.email.mailgun import Mailgun
from voipbin.core.email.model import EMAIL, EMAIL_JOBS, EmailRow
from voipbin.core.email.outgoing import WayOut
from voipbin.core.email.posting import EVERYWHERE
from voipbin.core.email.postman import Postman
from voipbin.core.email.progress import EmailProgress
from voipbin.core.email.room import EmailRoom
from voipbin.core.email.sendgrid import SendGrid
from voipbin.core.email.service import Emails
from voipbin.core.files.store import LocalFileStore
from voipbin.core.ids import new_id
from voipbin.core.recording.model import RECORDING, RecordingRow
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store
from voipbin.v1 import email_pb2

DOMAIN = "voip.example"
ANN = {"type": "email", "target": "ann@example.com", "target_name": "Ann"}
BOB = {"type": "email", "target": "bob@example.com"}
Json = dict[str, Any]


class World:
    """A customer, two providers, and who sends."""

    def __init__(
        self,
        store: Store,
        clock: ManualClock,
        folder: Path,
        sendgrid: tuple[FakeSendGrid, str],
        mailgun: tuple[FakeMailgun, str],
    ) -> None:
        self.store = store
        self.clock = clock
        self.files = LocalFileStore(folder / "files")
        self.sendgrid, sendgrid_url = sendgrid
        self.mailgun, mailgun_url = mailgun
        egress = EgressClient(EVERYWHERE)
        self.by_sendgrid = SendGrid(egress, clock, fake_sendgrid.API_KEY, sendgrid_url)
        self.by_mailgun = Mailgun(
            egress, clock, fake_mailgun.API_KEY, fake_mailgun.DOMAIN, mailgun_url
        )
        self.hooks = EmailHooks(EmailProgress(store), trusts_anybody=True)
        self._all: list[EmailDispatcher] = []
        self.use(self.by_sendgrid, self.by_mailgun)

    def use(self, *ways: WayOut) -> None:
        """Sends by these from now on."""
        self.dispatcher = self.another(ways)
        self.emails = Emails(self.dispatcher, DOMAIN)
        self.room = EmailRoom(self.emails)

    def another(self, ways: Sequence[WayOut] = (), **options: Any) -> EmailDispatcher:
        """A dispatcher as another process has it."""
        postman = Postman(
            self.store,
            Attachments(self.store, self.files),
            ways or [self.by_sendgrid, self.by_mailgun],
        )
        self._all.append(EmailDispatcher(self.store, postman, **options))
        return self._all[-1]

    async def close(self) -> None:
        """Ends what it began."""
        for dispatcher in self._all:
            await dispatcher.close(0)

    async def create(self, **fields: Any) -> Json:
        """What POST /emails answers."""
        given = {"destinations": [ANN], "subject": "Hello", "content": "How are you?"} | fields
        request = codec.from_json(email_pb2.CreateEmailRequest, given)
        answer = await self.room.create_email(request, customer_context(self.store))
        return codec.to_json(answer)

    async def deliver(self, seconds_later: float = 0) -> None:
        """Tries what is due, after a while."""
        self.clock.move(seconds_later)
        await self.dispatcher.deliver_due()

    async def sent(self, **fields: Any) -> str:
        """An email that was handed over; its id."""
        email = await self.create(**fields)
        await self.deliver()
        return str(email["id"])

    async def email(self, id: str) -> EmailRow:
        """Its row."""
        async with self.store.reading() as connection:
            return await Repository(EMAIL, connection, CUSTOMER).get(id)

    async def status(self, id: str) -> str:
        """What is known of an email."""
        return (await self.email(id)).status

    async def told(self) -> list[tuple[str, str]]:
        """(type, status) of the events of emails."""
        return [(kind, data["status"]) for kind, data in await events(self.store, "email_")]

    async def jobs(self) -> list[Any]:
        """What waits."""
        async with self.store.reading() as connection:
            return list((await connection.execute(select(EMAIL_JOBS))).all())

    async def recording(self, *contents: bytes, customer_id: str = CUSTOMER, **more: Any) -> str:
        """A recording of one or two files that ended."""
        id = new_id()
        keys = [f"recordings/{id}_{side}.wav" for side in ("in", "out")][: len(contents)]
        for key, content in zip(keys, contents, strict=True):
            self.files.local_path(key).write_bytes(content)
        row: Json = {
            "id": id,
            "customer_id": customer_id,
            "name": "call",
            "reference_type": "call",
            "reference_id": new_id(),
            "status": "ended",
            "key_in": keys[0] if keys else "",
            "key_out": keys[1] if len(keys) > 1 else "",
            "tm_create": self.clock.now_us(),
        }
        async with self.store.writing() as work:
            await Repository(RECORDING, work, customer_id).add(RecordingRow(**row | more))
        return id

    async def change_recording(self, id: str, **columns: Any) -> None:
        """Changes one."""
        async with self.store.writing() as work:
            recordings = Repository(RECORDING, work, CUSTOMER)
            await recordings.change([RECORDING.table.c.id == id], columns)


def attached(*recording_ids: str) -> list[Json]:
    """Attachments as requests have them."""
    return [{"reference_type": "recording", "reference_id": id} for id in recording_ids]
