"""Our registrations at providers (RFC 3261 10.2): kept by the media node, set and shown here."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from urllib.parse import quote

import structlog
from sqlalchemy import update

from voipbin.core.node.link import CommandFailed
from voipbin.core.provider.model import PROVIDER, ProviderRow
from voipbin.core.provider.place import Place
from voipbin.core.repository import Repository
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)

TakeTurn = Callable[[], Awaitable[bool]]
"Takes or keeps the turn of this process; False while another has it."

EVERY_S = 5.0
"How soon a change of a provider is seen."


class Node(Protocol):
    """The media node, as registrations use it."""

    @property
    def generation(self) -> int:
        """Grows with every start of the process: a new one knows of nothing."""

    async def command(self, channel_id: str, **command: Any) -> None:
        """Sends a command of node.proto.

        Raises:
            CommandFailed: it was not carried out.
        """


class ProviderRegistrations:
    """Tells the node where to be registered, and providers what came of it.

    Args:
        take_turn: whether this process is the one that registers; None where there is no other.
            Registered twice, a provider would send every call to both.
    """

    def __init__(
        self, store: Store, box: SecretsBox, node: Node, take_turn: TakeTurn | None = None
    ) -> None:
        self._take_turn = take_turn
        self._store = store
        self._box = box
        self._node = node
        self._told: tuple[int, bytes] = (0, b"")

    async def sync(self) -> None:
        """Sends the wanted registrations, when they or the node are not those of the last time."""
        command = node_pb2.SetRegistrations(
            registrations=[self._wanted(row) for row in await self._rows()]
            if self._take_turn is None or await self._take_turn()
            else []
        )
        telling = (self._node.generation, command.SerializeToString(deterministic=True))
        if telling == self._told or not (command.registrations or self._told[1]):
            return
        try:
            await self._node.command("", set_registrations=command)
        except CommandFailed as error:
            if error.error != "NODE_LOST":  # a node that is not attached is told when it is
                _log.warning("a media node does not take registrations", error=str(error))
            return
        self._told = telling

    async def changed(self, event: node_pb2.RegistrationChanged) -> None:
        """Shows at the provider what became of its registration."""
        shown = _shown(event)
        level = _log.warning if event.state == "failed" else _log.info
        level("registration at a provider", provider_id=event.registration_id, state=shown)
        table = PROVIDER.table
        async with self._store.writing() as work:
            await work.execute(
                update(table).where(table.c.id == event.registration_id).values(registration=shown)
            )

    async def _rows(self) -> list[ProviderRow]:
        async with self._store.reading() as connection:
            providers = Repository.across_customers_for_super_admin(PROVIDER, connection)
            wanted = providers.select_live().where(PROVIDER.table.c.register_expires > 0)
            return await providers.all(wanted)

    def _wanted(self, row: ProviderRow) -> node_pb2.CarrierRegistration:
        user, place = quote(row.username, safe="+*!~'()&=$,-_."), Place.parse(row.hostname)
        return node_pb2.CarrierRegistration(
            registration_id=row.id,
            registrar_uri=place.uri(),
            aor_uri=f"sip:{user}@{place.host}",
            username=row.username,
            password=self._box.open(row.sealed_password, row.id) if row.sealed_password else "",
            expires_s=row.register_expires,
        )


def _shown(event: node_pb2.RegistrationChanged) -> str:
    """ "", trying, registered, or failed with the status."""
    if event.state == "closed":
        return ""
    if event.state == "failed" and event.sip_status:
        return f"failed {event.sip_status}"
    return event.state
