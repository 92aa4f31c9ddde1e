"""A customer with one row of every resource, made from the descriptors."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from tests.api.rows import add_rows
from tests.api.running import RunningPlatform
from tests.api.samples import TABLES
from voipbin.core.accesskey.model import ACCESSKEY
from voipbin.core.accesskey.room import new_accesskey
from voipbin.core.agent.model import AGENT, AgentRow
from voipbin.core.caller import Permission
from voipbin.core.customer.model import CUSTOMER, CustomerRow
from voipbin.core.ids import new_accesskey_token, new_id
from voipbin.core.repository import Repository
from voipbin.core.resource import Resource
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import UnitOfWork

_DAY_US = 86_400 * 1_000_000
_ACCOUNTS = frozenset({"customer", "agent", "accesskey"})


@dataclass
class Tenant:
    """One customer and its callers; each credential is metadata."""

    id: str
    box: SecretsBox
    "What stored secrets are sealed in."
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
    tenant = Tenant(new_id(), running.box)
    resources = {n: r for n, r in resources_of(running).items() if n not in _ACCOUNTS}
    tenant.ids |= {name: new_id() for name in resources} | {"customer": tenant.id}
    async with running.store.writing() as work:
        await Repository(CUSTOMER, work, tenant.id).add(
            CustomerRow(
                id=tenant.id,
                customer_id=tenant.id,
                name=f"Customer {tenant.id}",
                status=status,
                billing_account_id=tenant.ids["billing_account"],
                tm_create=work.clock.now_us(),
            )
        )
        await _add_callers(work, tenant, running)
        await add_rows(work, resources, tenant, running.platform.engines.blobs)
        for name, sample in TABLES.items():
            await work.execute(SQLModel.metadata.tables[name].insert(), [sample(tenant)])
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
            addresses=[_phone(tenant)] if name == "admin" else [],
            tm_create=work.clock.now_us(),
        )
        await Repository(AGENT, work, tenant.id).add(row)
        tenant.agents[name] = row.id
        # Of tomorrow: it outlives the passwords that tests change.
        token = running.signer.sign(AGENT.to_json(row), work.clock.now_us() + _DAY_US)
        setattr(tenant, name, {"authorization": f"Bearer {token}"})
    tenant.ids["agent"] = tenant.agents["admin"]
    tenant.accesskey = await _add_key(work, tenant, 86400)


async def _add_key(work: UnitOfWork, tenant: Tenant, lives_s: int) -> dict[str, str]:
    token = new_accesskey_token()
    row = new_accesskey(token, tenant.id, "key", "", lives_s, work.clock.now_us())
    await Repository(ACCESSKEY, work, tenant.id).add(row)
    tenant.ids["accesskey"] = row.id
    return {"accesskey": token}


def _phone(tenant: Tenant) -> dict[str, str]:
    """Where the admin is reached."""
    return {"type": "extension", "target": tenant.ids["extension"], "target_name": "1000"}
