"""One row of every resource for a customer, made from the descriptors."""

import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from sqlalchemy import Boolean, Insert, Integer, insert

from tests.api.samples import ROWS
from tests.core.contract.filled import filled
from voipbin.core.contract import spelling
from voipbin.core.contract.codec import descriptor_of
from voipbin.core.contract.options import rule_of
from voipbin.core.files.store import FileStore
from voipbin.core.resource import Resource, to_column
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.media.audio.pcm import silence
from voipbin.media.audio.wav import wav_bytes

if TYPE_CHECKING:
    from tests.api.tenants import Tenant

Made = Callable[["Tenant"], Any]

REFERENCES = {
    "flow_id": "flow",
    "on_complete_flow_id": "flow",
    "on_end_flow_id": "flow",
    "activeflow_id": "activeflow",
    "transcribe_id": "transcribe",
    "customer_id": "customer",
    "reference_id": "recording",
    "reference_ids": "recording",
    "resource_ids": "flow",
    "resource_id": "flow",
    "customer_ids": "customer",
    "call_id": "call",
    "queue_ids": "queue",
    "campaign_ids": "campaign",
    "outdial_ids": "outdial",
    "conference_ids": "conference",
    "conversation_ids": "conversation",
    "account_ids": "billing_account",
    "aicall_ids": "aicall",
    "chat_ids": "talk_chat",
    "provider_ids": "provider",
    "transcribe_ids": "transcribe",
    "assistance_id": "ai",
    "target_id": "outdialtarget",
    "participant_id": "talk_participant",
}
"What an id names where its rule does not say."


def named_by(field: FieldDescriptor) -> str:
    """The resource a field names; "" when nothing says which."""
    return str(rule_of(field).resource) or REFERENCES.get(field.name, "")


async def add_rows(
    work: UnitOfWork, resources: dict[str, Resource[Any]], tenant: "Tenant", files: FileStore
) -> None:
    """Stores a row of each resource, its id being the one the tenant has for it."""
    for resource in resources.values():
        template = _template(resource)
        row = template.row(tenant, work.clock.now_us())
        await work.execute(template.insert, row)
        await _add_files(row, files)


def filled_row(resource: Resource[Any]) -> dict[str, Any]:
    """A row of a resource that refers to nothing; the caller says whose it is, and when."""
    return dict(_template(resource).fixed)


@dataclass(frozen=True)
class _Template:
    """How the row of a resource is made; all that does not depend on the tenant is made once."""

    resource: str
    insert: Insert
    fixed: dict[str, Any]
    made: dict[str, Made]

    def row(self, tenant: "Tenant", now_us: int) -> dict[str, Any]:
        """The columns of the row of a tenant."""
        row = {**self.fixed, "id": tenant.ids[self.resource], "customer_id": tenant.id}
        row["tm_create"] = now_us
        for name, make in self.made.items():
            row[name] = make(tenant)
        return row


@lru_cache(maxsize=1000)
def _template(resource: Resource[Any]) -> _Template:
    table = resource.table
    message = filled(descriptor_of(resource.message))
    fields = descriptor_of(resource.message).fields_by_name
    fixed: dict[str, Any] = {"id": "", "customer_id": "", "tm_create": 0}
    for column in table.columns:
        if column.name in fields:
            fixed[column.name] = _value(fields[column.name], message)
        elif not column.nullable and column.default is None and column.name not in fixed:
            fixed[column.name] = _invented(column)
    fixed["tm_delete"] = None
    row = resource.row(**fixed)
    fixed = {column.name: getattr(row, column.name) for column in table.columns}
    return _Template(resource.name, insert(table), fixed, dict(_made(resource)))


def _made(resource: Resource[Any]) -> Iterator[tuple[str, Made]]:
    """Columns that every tenant has other values in."""
    fields = descriptor_of(resource.message).fields_by_name
    for column in resource.table.columns:
        field = fields.get(column.name)
        known = ROWS.get(f"{resource.name}.{column.name}")
        if column.name in ("id", "customer_id"):
            continue
        if known is not None:
            yield column.name, known
        elif column.name.startswith("sealed_"):
            yield column.name, _sealed(resource.name)
        elif field is not None and (named := named_by(field)):
            yield column.name, _reference(named, is_list=bool(field.is_repeated))
        elif _must_differ(resource.table, column):
            yield column.name, _different(column)


def _different(column: Any) -> Made:
    return lambda _: _invented(column)


def _sealed(resource: str) -> Made:
    return lambda tenant: tenant.box.seal("Secret-123", tenant.ids[resource])


def _reference(resource: str, *, is_list: bool) -> Made:
    def make(tenant: "Tenant") -> Any:
        known = tenant.ids.get(resource, "")
        return ([known] if known else []) if is_list else known

    return make


def _value(field: FieldDescriptor, message: Message) -> Any:
    if rule_of(field).uuid:
        return [] if field.is_repeated else ""
    if field.name == "status" and field.enum_type is not None:
        # The last state of a life: nothing on the platform looks after the row any more.
        return spelling.word(field.enum_type, field.enum_type.values[-1].number)
    return to_column(field, message)


def _must_differ(table: Any, column: Any) -> bool:
    """Alone unique among all customers."""
    return any(index.unique and list(index.columns) == [column] for index in table.indexes)


def _invented(column: Any) -> Any:
    if isinstance(column.type, Integer | Boolean):
        return 0
    return secrets.token_hex(16)[: column.type.length or 32]


async def _add_files(row: dict[str, Any], files: FileStore) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield wav_bytes(silence(160), 8000)

    for column in ("key_in", "key_out"):
        if (key := row.get(column)) and await files.facts(key) is None:
            await files.write(key, pieces())
