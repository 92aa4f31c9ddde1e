"""A customer with one row of every resource, made from the descriptors."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from sqlalchemy import Boolean, Integer, insert, select
from sqlmodel import SQLModel

from tests.api.running import RunningPlatform
from tests.api.samples import ROWS
from tests.core.contract.filled import filled
from voipbin.core.accesskey.model import ACCESSKEY
from voipbin.core.accesskey.room import new_accesskey
from voipbin.core.agent.model import AGENT, AgentRow
from voipbin.core.caller import Permission
from voipbin.core.contract import spelling
from voipbin.core.contract.codec import descriptor_of
from voipbin.core.contract.options import rule_of
from voipbin.core.customer.model import CUSTOMER, CustomerRow
from voipbin.core.ids import new_accesskey_token, new_id
from voipbin.core.repository import Repository
from voipbin.core.resource import Resource, to_column
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.media.audio.pcm import silence
from voipbin.media.audio.wav import wav_bytes

_ACCOUNTS = frozenset({"customer", "agent", "accesskey"})
REFERENCES = {
    "flow_id": "flow",
    "on_complete_flow_id": "flow",
    "on_end_flow_id": "flow",
    "activeflow_id": "activeflow",
    "reference_id": "recording",
    "reference_ids": "recording",
    "transcribe_id": "transcribe",
    "transcribe_ids": "transcribe",
    "resource_ids": "flow",
    "customer_id": "customer",
    "customer_ids": "customer",
    "queue_ids": "queue",
    "campaign_ids": "campaign",
    "outdial_ids": "outdial",
    "conference_ids": "conference",
    "conversation_ids": "conversation",
    "account_ids": "billing_account",
    "aicall_ids": "aicall",
    "chat_ids": "talk_chat",
    "provider_ids": "provider",
    "assistance_id": "ai",
    "target_id": "outdialtarget",
    "participant_id": "talk_participant",
    "resource_id": "flow",
}
"What a field that names another row refers to."


@dataclass
class Tenant:
    """One customer and its callers; each credential is metadata."""

    id: str
    ids: dict[str, str] = field(default_factory=dict)
    "Resource -> id of the row."
    agents: dict[str, str] = field(default_factory=dict)
    "Name of the permission -> agent id."
    admin: dict[str, str] = field(default_factory=dict)
    manager: dict[str, str] = field(default_factory=dict)
    agent: dict[str, str] = field(default_factory=dict)
    nobody: dict[str, str] = field(default_factory=dict)
    accesskey: dict[str, str] = field(default_factory=dict)
    super_admin: dict[str, str] = field(default_factory=dict)


def resources_of(running: RunningPlatform) -> dict[str, Resource[Any]]:
    """Every resource that some room serves."""
    found = [getattr(room, "resource", None) for room in running.rooms.values()]
    return {resource.name: resource for resource in found if resource is not None}


async def add_tenant(running: RunningPlatform, *, status: str = "active") -> Tenant:
    """Stores a customer that has everything."""
    tenant = Tenant(new_id())
    tenant.ids["customer"] = tenant.id
    async with running.store.writing() as work:
        await Repository(CUSTOMER, work, tenant.id).add(
            CustomerRow(
                id=tenant.id,
                customer_id=tenant.id,
                name=f"Customer {tenant.id}",
                status=status,
                tm_create=work.clock.now_us(),
            )
        )
        await _add_callers(work, tenant, running)
        resources = resources_of(running)
        tenant.ids |= {name: new_id() for name in resources if name not in _ACCOUNTS}
        for name, resource in resources.items():
            if name not in _ACCOUNTS:
                row = await _add_row(work, resource, tenant, running)
                await _add_files(row, running)
    return tenant


async def add_key(running: RunningPlatform, tenant: Tenant, *, lives_s: int) -> dict[str, str]:
    """Another access key; one that lives less than nothing has expired."""
    async with running.store.writing() as work:
        return await _add_key(work, tenant, lives_s)


async def rows_of(running: RunningPlatform, customer_id: str) -> dict[str, list[Any]]:
    """Everything a customer owns, as it is stored."""
    found: dict[str, list[Any]] = {}
    async with running.store.reading() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if "customer_id" in table.c and table.name != "idempotency":
                mine = select(table).where(table.c.customer_id == customer_id)
                rows = await connection.execute(mine.order_by(*table.primary_key.columns))
                found[table.name] = [tuple(row) for row in rows]
    return found


async def _add_callers(work: UnitOfWork, tenant: Tenant, running: RunningPlatform) -> None:
    bits = {
        "admin": Permission.ADMIN,
        "manager": Permission.MANAGER,
        "agent": Permission.AGENT,
        "nobody": Permission.NONE,
        "super_admin": Permission.SUPER_ADMIN,
    }
    for name, permission in bits.items():
        row = AgentRow(
            id=new_id(),
            customer_id=tenant.id,
            username=f"{name}@{tenant.id}",
            password_hash="not a hash",
            permission=int(permission),
            tm_create=work.clock.now_us(),
        )
        await Repository(AGENT, work, tenant.id).add(row)
        tenant.agents[name] = row.id
        token = running.signer.sign(AGENT.to_json(row), work.clock.now_us())
        setattr(tenant, name, {"authorization": f"Bearer {token}"})
    tenant.ids["agent"] = tenant.agents["admin"]
    tenant.accesskey = await _add_key(work, tenant, 86400)


async def _add_key(work: UnitOfWork, tenant: Tenant, lives_s: int) -> dict[str, str]:
    token = new_accesskey_token()
    row = new_accesskey(token, tenant.id, "key", "", lives_s, work.clock.now_us())
    await Repository(ACCESSKEY, work, tenant.id).add(row)
    tenant.ids["accesskey"] = row.id
    return {"accesskey": token}


async def _add_row(
    work: UnitOfWork, resource: Resource[Any], tenant: Tenant, running: RunningPlatform
) -> Any:
    id = tenant.ids[resource.name]
    message = filled(descriptor_of(resource.message))
    values: dict[str, Any] = {}
    for column in resource.table.columns:
        described = descriptor_of(resource.message).fields_by_name.get(column.name)
        if _must_differ(resource.table, column):
            values[column.name] = _stored(column)
        elif described is not None:
            values[column.name] = _value(described, message, tenant)
        elif not column.nullable and column.default is None:
            values[column.name] = _stored(column)
    values |= {"id": id, "customer_id": tenant.id, "tm_delete": None}
    values["tm_create"] = work.clock.now_us()
    for name in values:
        if (known := ROWS.get(f"{resource.name}.{name}")) is not None:
            values[name] = known(tenant)
    if "sealed_password" in values:
        values["sealed_password"] = running.box.seal("Secret-123", id)
    row = resource.row(**values)
    listed = {column.name: getattr(row, column.name) for column in resource.table.columns}
    await work.execute(insert(resource.table).values(listed))
    return row


async def _add_files(row: Any, running: RunningPlatform) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield wav_bytes(silence(160), 8000)

    for column in ("key_in", "key_out"):
        if key := getattr(row, column, ""):
            await running.platform.engines.blobs.write(key, pieces())


def _value(described: FieldDescriptor, message: Any, tenant: Tenant) -> Any:
    name = described.name
    if rule_of(described).uuid:
        known = tenant.ids.get(named_by(described), "")
        return ([known] if known else []) if described.is_repeated else known
    if name == "status":
        # The last state of a life: nothing on the platform looks after the row any more.
        assert described.enum_type is not None
        return spelling.word(described.enum_type, described.enum_type.values[-1].number)
    return to_column(described, message)


def named_by(described: FieldDescriptor) -> str:
    """The resource a field names; "" when nothing says which."""
    return str(rule_of(described).resource) or REFERENCES.get(described.name, "")


def _must_differ(table: Any, column: Any) -> bool:
    """Alone unique among all customers."""
    return column.name not in REFERENCES and any(
        index.unique and list(index.columns) == [column] for index in table.indexes
    )


def _stored(column: Any) -> Any:
    if isinstance(column.type, Integer | Boolean):
        return 0
    return secrets.token_hex(16)[: column.type.length or 32]
