"""What a media node asks of us about phones: who they are and where they are."""

from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from voipbin.core.extension.model import CONTACTS, ContactRow, ExtensionRow
from voipbin.core.extension.secrets import digest_secrets
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.resource import Resource
from voipbin.core.row import made
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import Store, UnitOfWork
from voipbin.media.v1 import node_pb2

MAX_CONTACTS = 3
"A further phone takes the place of the oldest."

_MICROS = 1_000_000
_DECOY = "decoy"
_EXTENSIONS: Any = ExtensionRow.__table__  # type: ignore[attr-defined]
_NAMED = select(_EXTENSIONS).where(
    _EXTENSIONS.c.tm_delete.is_(None),
    _EXTENSIONS.c.customer_id == bindparam("wanted_customer_id"),
    (_EXTENSIONS.c.extension == bindparam("wanted")) | (_EXTENSIONS.c.id == bindparam("wanted")),
)


class Registrar:
    """Credentials and contacts of extensions."""

    def __init__(
        self,
        store: Store,
        box: SecretsBox,
        resource: Resource[ExtensionRow],
        base_domain: str,
        default_customer_id: str = "",
    ) -> None:
        """
        Args:
            default_customer_id: owner of extensions named without a customer's domain, as phones on
                the same machine do; "" for none.
        """
        self._store = store
        self._box = box
        self._resource = resource
        self._suffix = f".registrar.{base_domain}"
        self._default_customer_id = default_customer_id

    @cached_property
    def _decoy(self) -> str:
        return self._box.seal("nobody's password", _DECOY)

    async def credential(self, query: node_pb2.CredentialQuery) -> node_pb2.Credential | None:
        """The digest secrets of a user of a domain; None when there is no such account."""
        customer_id = self.customer_of(query.domain)
        row = await self.find(customer_id, query.username) if customer_id else None
        # An unknown user costs the same work: the time of the answer must not tell who exists.
        sealed, bound_to = (row.sealed_password, row.id) if row else (self._decoy, _DECOY)
        password = self._box.open(sealed, bound_to)
        md5, sha256 = digest_secrets(query.username, query.realm, password)
        if row is None or not password:
            return None
        return node_pb2.Credential(
            extension_id=row.id,
            customer_id=row.customer_id,
            extension=row.extension,
            ha1_md5=md5,
            ha1_sha256=sha256,
        )

    def customer_of(self, domain: str) -> str:
        """The customer whose phones use a domain; "" for nobody."""
        name = domain.lower().rstrip(".")
        if name.endswith(self._suffix):
            return name.removesuffix(self._suffix)
        return self._default_customer_id

    async def find(self, customer_id: str, extension: str) -> ExtensionRow | None:
        """The live extension with a number or an id."""
        async with self._store.reading() as connection:
            wanted = {"wanted_customer_id": customer_id, "wanted": extension}
            row = (await connection.execute(_NAMED, wanted)).first()
        return None if row is None else made(ExtensionRow, row._mapping)

    async def find_direct(self, direct_hash: str) -> ExtensionRow | None:
        """The live extension with a public address."""
        if not direct_hash:
            return None
        async with self._store.reading() as connection:
            repository = Repository.across_customers_for_super_admin(self._resource, connection)
            wanted = repository.table.c.direct_hash == direct_hash
            return await repository.one(repository.select_live().where(wanted))

    async def contacts(self, extension_id: str) -> list[ContactRow]:
        """Where the phones of an extension are now, newest first."""
        async with self._store.reading() as connection:
            return await self._contacts(connection, extension_id)

    async def register(self, query: node_pb2.RegisterQuery) -> node_pb2.Registered:
        """Adds, refreshes and forgets contacts; the answer has all that are left."""
        async with self._store.writing() as work:
            await self._lock(work, query.extension_id)
            await self._apply(work, query)
            left = await self._contacts(work, query.extension_id)
            await self._evict(work, left[MAX_CONTACTS:])
        now = self._store.clock.now_us()
        return node_pb2.Registered(
            contacts=[
                node_pb2.ContactBinding(
                    uri=row.uri,
                    received_from=row.received_from,
                    expires_s=max(0, (row.tm_expire - now) // _MICROS),
                    user_agent=row.user_agent,
                    path=row.path,
                )
                for row in left[:MAX_CONTACTS]
            ]
        )

    async def _lock(self, work: UnitOfWork, extension_id: str) -> None:
        """One REGISTER of an extension after the other: two at once could both add a contact."""
        table = self._resource.table
        await work.execute(select(table.c.id).where(table.c.id == extension_id).with_for_update())

    async def _contacts(self, connection: Any, extension_id: str) -> list[ContactRow]:
        found = await connection.execute(
            select(CONTACTS)
            .where(
                CONTACTS.c.extension_id == extension_id,
                CONTACTS.c.tm_expire > self._store.clock.now_us(),
            )
            .order_by(CONTACTS.c.tm_create.desc(), CONTACTS.c.id.desc())
        )
        return [ContactRow(**row._mapping) for row in found]

    async def _apply(self, work: UnitOfWork, query: node_pb2.RegisterQuery) -> None:
        own = CONTACTS.c.extension_id == query.extension_id
        if query.remove_all:
            await work.execute(delete(CONTACTS).where(own))
        for contact in query.contacts:
            if contact.expires_s == 0:
                await work.execute(delete(CONTACTS).where(own, CONTACTS.c.uri == contact.uri))
            else:
                await self._upsert(work, query, contact)

    async def _upsert(
        self, work: UnitOfWork, query: node_pb2.RegisterQuery, contact: node_pb2.ContactBinding
    ) -> None:
        now = work.clock.now_us()
        values = {
            "received_from": contact.received_from,
            "path": contact.path,
            "node_id": work.process_id,
            "user_agent": contact.user_agent[:256],
            "sip_call_id": query.sip_call_id[:256],
            "cseq": query.cseq,
            "tm_expire": now + contact.expires_s * _MICROS,
        }
        same = (CONTACTS.c.extension_id == query.extension_id, CONTACTS.c.uri == contact.uri)
        refreshed = await work.execute(update(CONTACTS).where(*same).values(**values))
        if refreshed.rowcount:
            return
        owner = select(self._resource.table.c.customer_id).where(
            self._resource.table.c.id == query.extension_id
        )
        await work.execute(
            insert(CONTACTS).values(
                id=new_id(),
                extension_id=query.extension_id,
                customer_id=owner.scalar_subquery(),
                uri=contact.uri,
                tm_create=now,
                **values,
            )
        )

    async def _evict(self, work: UnitOfWork, rows: list[ContactRow]) -> None:
        ids = [row.id for row in rows]
        if ids:
            await work.execute(delete(CONTACTS).where(CONTACTS.c.id.in_(ids)))
