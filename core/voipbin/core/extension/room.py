"""Managing SIP accounts."""

import secrets
from typing import Any

from google.protobuf.message import Message
from sqlalchemy import delete

from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition
from voipbin.core.extension.model import CONTACTS, ExtensionRow
from voipbin.core.resource import Resource
from voipbin.core.room import Room
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import extension_pb2

_DIRECT_HASH_BYTES = 6


def extension_resource(box: SecretsBox) -> Resource[ExtensionRow]:
    """The resource; reading a password needs the box it was sealed in."""
    return Resource(
        "extension",
        ExtensionRow,
        extension_pb2.Extension,
        computed={
            "domain_name": lambda row: row.customer_id,
            "username": lambda row: row.extension,
            "password": lambda row: box.open(row.sealed_password, row.id),
        },
    )


class ExtensionRoom(Room[ExtensionRow]):
    """Serves ExtensionService."""

    plan_limit = "extension"

    def __init__(self, box: SecretsBox) -> None:
        self._box = box
        self.resource = extension_resource(box)

    def new_row(self, request: Any, ctx: Context) -> ExtensionRow:
        """The row with the password sealed."""
        row = super().new_row(request, ctx)
        row.sealed_password = self._box.seal(request.password, row.id)
        return row

    async def update_extension(self, request: Any, ctx: Context) -> Message:
        """Replaces name and detail; password and direct address only when given."""
        columns = self.columns(request)
        if request.HasField("password"):
            columns["sealed_password"] = self._box.seal(request.password, request.id)

        async def set_direct(row: ExtensionRow, work: UnitOfWork) -> None:
            _set_direct(row, request)

        return await self.change(request.id, columns, ctx, check=set_direct)

    async def deleted(self, row: ExtensionRow, work: UnitOfWork, ctx: Context) -> None:
        """Forgets the phones and the public address."""
        row.direct_hash = ""
        await work.execute(delete(CONTACTS).where(CONTACTS.c.extension_id == row.id))


def _set_direct(row: ExtensionRow, request: Any) -> None:
    if request.HasField("direct") and not request.direct:
        row.direct_hash = ""
    elif request.direct and not row.direct_hash:
        row.direct_hash = secrets.token_hex(_DIRECT_HASH_BYTES)
    if request.direct_regenerate:
        if not row.direct_hash:
            raise FailedPrecondition(
                "direct_regenerate needs direct to be enabled", reason="EXTENSION_NOT_DIRECT"
            )
        row.direct_hash = secrets.token_hex(_DIRECT_HASH_BYTES)
