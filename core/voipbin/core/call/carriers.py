"""Which carrier a telephone number is dialled through."""

from dataclasses import replace

from voipbin.core.call.address import Provider
from voipbin.core.provider.model import PROVIDER
from voipbin.core.repository import Repository
from voipbin.core.route.selection import find_routes
from voipbin.core.unit_of_work import Store


class Carriers:
    """The provider of the first route; where no route leads, the configured one."""

    def __init__(self, store: Store, configured: Provider | None) -> None:
        self._store = store
        self._configured = configured

    async def route(self, customer_id: str, number: str) -> Provider | None:
        """The carrier for a number; None when there is none."""
        async with self._store.reading() as connection:
            routes = await find_routes(connection, customer_id, number)
            if not routes:
                return self._configured
            providers = Repository.across_customers_for_super_admin(PROVIDER, connection)
            row = await providers.get(routes[0].provider_id)
        provider = Provider(
            row.hostname,
            prefix=row.tech_prefix,
            postfix=row.tech_postfix,
            headers=dict(row.tech_headers),
        )
        configured = self._configured
        if configured is not None and configured.host == row.hostname:
            # The password is shown to the host it was given for, and to no other.
            return replace(provider, username=configured.username, password=configured.password)
        return provider
