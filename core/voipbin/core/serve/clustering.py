"""Making a process one of those of its database."""

import os
import socket
from collections.abc import Callable

from voipbin.core.cluster.cluster import Cluster
from voipbin.core.cluster.credential import ForwardSigner
from voipbin.core.cluster.forwarder import Forwarder
from voipbin.core.cluster.members import Member, Members
from voipbin.core.cluster.relay import EventRelay, Notices
from voipbin.core.database import open_database
from voipbin.core.ids import new_id
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.settings import Settings
from voipbin.core.unit_of_work import Store

_EXIT_CODE = 70
"EX_SOFTWARE of sysexits.h; supervisors start the program again."
_PRINT_BYTES = 16


def build_cluster(
    settings: Settings,
    store: Store,
    box: SecretsBox,
    declared_dead: Callable[[], None] | None = None,
) -> Cluster:
    """Wires what a process has of the others; nothing is started.

    Args:
        declared_dead: ends this process at once; by default it exits, and its media process with
            it, for others have ended its calls by then.
    """
    store.process_id = new_id()
    url = settings.effective_database_url
    is_shared = not url.startswith("sqlite")
    me = Member(place_of(settings), key_print(box))
    members = Members(
        store, me, settings.dead_after_s, declared_dead or _leave_at_once, alone=not is_shared
    )
    if not is_shared:
        return Cluster(store, members, None, None, settings.dead_after_s)
    relay = EventRelay(open_database(url), store.events, _notices(settings, store, box))
    signer = ForwardSigner(box.derive("forwarded operations"), store.clock)
    forwarder = Forwarder(store.process_id, signer, settings.dead_after_s)
    return Cluster(store, members, relay, forwarder, settings.dead_after_s)


def key_print(box: SecretsBox) -> str:
    """What processes compare their secret keys by; it says nothing of them."""
    return box.derive("fingerprint").hex()[: 2 * _PRINT_BYTES]


def place_of(settings: Settings) -> str:
    """Machine and data directory, which one process at a time has."""
    return f"{socket.gethostname()}:{settings.data_dir.resolve()}"


def _notices(settings: Settings, store: Store, box: SecretsBox) -> Notices:
    if settings.nats:
        from voipbin.core.cluster.nats_notices import NatsNotices

        return NatsNotices(settings.nats, box.derive("notices").hex()[:16], store.process_id)
    from voipbin.core.cluster.postgres_notices import PostgresNotices

    return PostgresNotices(settings.effective_database_url, store.events, store.process_id)


def _leave_at_once() -> None:
    os._exit(_EXIT_CODE)
