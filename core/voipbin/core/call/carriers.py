"""Which carriers a telephone number is dialled through."""

from dataclasses import replace

from voipbin.core.call.address import Provider
from voipbin.core.provider.model import PROVIDER, ProviderRow
from voipbin.core.repository import Repository
from voipbin.core.route.selection import find_routes
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import Store

_CONFIGURED = "default"
"Name of the carrier of the settings."


class Carriers:
    """The providers of the routes; where no route leads, the configured one."""

    def __init__(self, store: Store, box: SecretsBox, configured: Provider | None) -> None:
        self._store = store
        self._box = box
        self._configured = configured

    async def providers(self, customer_id: str, number: str) -> list[Provider]:
        """The carriers for a number, the first to be tried first; none when nobody has a route."""
        async with self._store.reading() as connection:
            routes = await find_routes(connection, customer_id, number)
            table = Repository.across_customers_for_super_admin(PROVIDER, connection)
            rows = [await table.find(route.provider_id) for route in routes]
        if not routes:
            return [self._configured] if self._configured is not None else []
        return [self._provider(row) for row in rows if row is not None]

    async def names(self, customer_id: str, number: str) -> list[str]:
        """What the same carriers are called; their hosts are nobody's business."""
        async with self._store.reading() as connection:
            routes = await find_routes(connection, customer_id, number)
            table = Repository.across_customers_for_super_admin(PROVIDER, connection)
            rows = [await table.find(route.provider_id) for route in routes]
        if not routes:
            return [_CONFIGURED] if self._configured is not None else []
        return [row.name or row.id for row in rows if row is not None]

    def _provider(self, row: ProviderRow) -> Provider:
        password = self._box.open(row.sealed_password, row.id) if row.sealed_password else ""
        provider = Provider(
            row.hostname,
            username=row.username,
            password=password,
            prefix=row.tech_prefix,
            postfix=row.tech_postfix,
            headers=dict(row.tech_headers),
        )
        configured = self._configured
        if not row.username and configured is not None and configured.host == row.hostname:
            # The password is shown to the host it was given for, and to no other.
            return replace(provider, username=configured.username, password=configured.password)
        return provider
