"""Managing contacts."""

from collections.abc import Callable
from typing import Any

from google.protobuf.message import Message
from sqlalchemy.exc import IntegrityError

from voipbin.core.contact.entries import (
    email_entry,
    entry_of,
    joined,
    number_key,
    phone_entry,
    with_entry,
    without_entry,
)
from voipbin.core.contact.keys import EMAIL, PHONE, found_by, keep_keys, taken_numbers
from voipbin.core.contact.model import CONTACT, ContactRow
from voipbin.core.context import Context
from voipbin.core.contract import codec
from voipbin.core.errors import AlreadyExists, InvalidArgument, NotFound
from voipbin.core.room import Room
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import contact_pb2

_PHONE, _EMAIL = "phone_number", "email"


class ContactRoom(Room[ContactRow]):
    """Serves ContactService and ServiceAgentContactService: every agent sees every contact."""

    resource = CONTACT

    def new_row(self, request: Any, ctx: Context) -> ContactRow:
        """The row with its numbers and addresses in order."""
        row = super().new_row(request, ctx)
        clock, form = ctx.clock, codec.to_json(request)
        row.source = row.source or "manual"
        row.tag_ids = list(dict.fromkeys(row.tag_ids))
        row.phone_numbers = joined(
            phone_entry(entry, clock.now_us(), f"phone_numbers[{index}].")
            for index, entry in enumerate(form["phone_numbers"])
        )
        row.emails = joined(
            email_entry(entry, clock.now_us(), f"emails[{index}].")
            for index, entry in enumerate(form["emails"])
        )
        return row

    async def create_contact(self, request: Any, ctx: Context) -> Message:
        """A new contact, without the numbers that others have."""
        try:
            return await self._create(self.new_row(request, ctx), ctx)
        except IntegrityError:
            # Somebody took one of its numbers in between; now that is seen.
            return await self._create(self.new_row(request, ctx), ctx)

    async def _create(self, row: ContactRow, ctx: Context) -> Message:
        async with ctx.writing() as work:
            numbers = [entry["number_e164"] for entry in row.phone_numbers]
            taken = await taken_numbers(work, ctx.customer_id, numbers)
            row.phone_numbers = _first_of_each(row.phone_numbers, taken)
            await ctx.own(CONTACT, work).add(row)
            await keep_keys(work, row)
            message = CONTACT.to_message(row)
            self.record(work, "created", row, message)
        return message  # type: ignore[no-any-return]

    async def deleted(self, row: ContactRow, work: UnitOfWork, ctx: Context) -> None:
        """Others may have its numbers now."""
        await keep_keys(work, row)

    async def lookup_contact(self, request: Any, ctx: Context) -> Message:
        """The contact with a number, or with an e-mail address."""
        if request.phone:
            kind, value, asked = PHONE, number_key(request.phone), request.phone
        elif request.email:
            kind, value, asked = EMAIL, request.email.strip().lower(), request.email
        else:
            raise InvalidArgument.of([("phone", "or email is required")])
        async with ctx.reading() as connection:
            found = await found_by(connection, ctx.customer_id, kind, [value])
        if value not in found:
            raise NotFound(f"no contact has {asked}", reason="CONTACT_NOT_FOUND")
        return CONTACT.to_message(found[value])  # type: ignore[no-any-return]

    async def batch_list_contacts_by_number(self, request: Any, ctx: Context) -> Message:
        """Who has each of the numbers."""
        asked = {number: number_key(number) for number in request.numbers}
        async with ctx.reading() as connection:
            found = await found_by(connection, ctx.customer_id, PHONE, list(set(asked.values())))
        return contact_pb2.BatchListContactsByNumberResponse(
            result=[
                contact_pb2.NumberedContact(number=number, contact=CONTACT.to_message(found[key]))
                for number, key in asked.items()
                if key in found
            ]
        )

    async def create_contact_phone_number(self, request: Any, ctx: Context) -> Message:
        """One more number."""
        new = phone_entry(codec.to_json(request), ctx.clock.now_us())

        def add(row: ContactRow) -> None:
            _refuse_twin(row, new)
            row.phone_numbers = with_entry(row.phone_numbers, new)

        return await self._alter(request.id, add, ctx)

    async def update_contact_phone_number(self, request: Any, ctx: Context) -> Message:
        """Another number, use or rank."""

        def change(row: ContactRow) -> None:
            old = entry_of(row.phone_numbers, request.phone_number_id, _PHONE)
            new = phone_entry({**old, **_given(request)}, ctx.clock.now_us())
            new |= {"id": old["id"], "tm_create": old["tm_create"]}
            _refuse_twin(row, new)
            row.phone_numbers = with_entry(row.phone_numbers, new)

        return await self._alter(request.id, change, ctx)

    async def delete_contact_phone_number(self, request: Any, ctx: Context) -> Message:
        """One number less; no other becomes primary for it."""

        def drop(row: ContactRow) -> None:
            row.phone_numbers = without_entry(row.phone_numbers, request.phone_number_id, _PHONE)

        return await self._alter(request.id, drop, ctx)

    async def create_contact_email(self, request: Any, ctx: Context) -> Message:
        """One more e-mail address."""
        new = email_entry(codec.to_json(request), ctx.clock.now_us())

        def add(row: ContactRow) -> None:
            row.emails = with_entry(row.emails, new)

        return await self._alter(request.id, add, ctx)

    async def update_contact_email(self, request: Any, ctx: Context) -> Message:
        """Another address, use or rank."""

        def change(row: ContactRow) -> None:
            old = entry_of(row.emails, request.email_id, _EMAIL)
            new = email_entry({**old, **_given(request)}, ctx.clock.now_us())
            new |= {"id": old["id"], "tm_create": old["tm_create"]}
            row.emails = with_entry(row.emails, new)

        return await self._alter(request.id, change, ctx)

    async def delete_contact_email(self, request: Any, ctx: Context) -> Message:
        """One e-mail address less."""

        def drop(row: ContactRow) -> None:
            row.emails = without_entry(row.emails, request.email_id, _EMAIL)

        return await self._alter(request.id, drop, ctx)

    async def add_contact_tag(self, request: Any, ctx: Context) -> Message:
        """One more tag."""

        def add(row: ContactRow) -> None:
            if request.tag_id in row.tag_ids:
                raise AlreadyExists(
                    f"the contact has tag {request.tag_id} already", reason="CONTACT_TAG_EXISTS"
                )
            row.tag_ids = [*row.tag_ids, request.tag_id]

        return await self._alter(request.id, add, ctx)

    async def remove_contact_tag(self, request: Any, ctx: Context) -> Message:
        """One tag less, also one that was deleted since."""

        def drop(row: ContactRow) -> None:
            if request.tag_id not in row.tag_ids:
                raise NotFound.resource("tag", request.tag_id)
            row.tag_ids = [id for id in row.tag_ids if id != request.tag_id]

        return await self._alter(request.id, drop, ctx)

    async def _alter(self, id: str, change: Callable[[ContactRow], None], ctx: Context) -> Message:
        try:
            async with ctx.writing() as work:
                contacts = self.by_id(ctx, work)
                row = await contacts.get(id, lock=True)
                change(row)
                row.tm_update = ctx.clock.now_us()
                await contacts.save(row)
                await keep_keys(work, row)
                self.record(work, "updated", row)
        except IntegrityError:
            raise AlreadyExists(
                "another contact has that number", reason="CONTACT_NUMBER_EXISTS"
            ) from None
        return CONTACT.to_message(row)  # type: ignore[no-any-return]


class ServiceAgentContactRoom(ContactRoom):
    """Serves ServiceAgentContactService."""


def _given(request: Any) -> dict[str, Any]:
    """The fields a request has, as REST spells them."""
    form = codec.to_json(request)
    return {field.name: form[field.name] for field, _ in request.ListFields()}


def _refuse_twin(row: ContactRow, new: dict[str, Any]) -> None:
    for entry in row.phone_numbers:
        if entry["number_e164"] == new["number_e164"] and entry["id"] != new["id"]:
            raise AlreadyExists(
                "the contact has that number already", reason="CONTACT_NUMBER_EXISTS"
            )


def _first_of_each(entries: list[dict[str, Any]], taken: set[str]) -> list[dict[str, Any]]:
    """Entries whose number nobody has, each number once."""
    known = set(taken)
    kept = []
    for entry in entries:
        if entry["number_e164"] not in known:
            known.add(entry["number_e164"])
            kept.append(entry)
    return kept
