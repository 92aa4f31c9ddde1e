"""Providers and routes in the database: whether telephone numbers can be called, and call us."""

from pathlib import Path
from typing import Any

from voipbin.core.commands.doctor.finding import Finding, ok, warning
from voipbin.core.settings import Settings

_NAME = "routes"
_ADD = "POST /providers, then POST /routes with the target all"


async def check_routes(settings: Settings) -> list[Finding]:
    """What leads out, by the tables; nothing when they cannot be read, which is said elsewhere."""
    from voipbin.core.database import open_database

    url = settings.effective_database_url
    if not _may_exist(url):
        return []
    database = open_database(url)
    try:
        async with database.reading() as connection:
            providers, routes = await _read(connection)
    except Exception:
        # Tables of an older version, or no database at all: check_database names the reason.
        return []
    finally:
        await database.close()
    return judge(settings, providers, routes)


def judge(settings: Settings, providers: list[Any], routes: list[Any]) -> list[Finding]:
    """Findings about live providers and routes."""
    findings = [
        warning(
            "registration",
            f"{row.hostname}: {row.registration or 'not tried'}",
            f"check user name and password of provider {row.id}",
        )
        if row.registration.startswith("failed")
        else ok("registration", f"{row.hostname}: {row.registration or 'at the next start'}")
        for row in providers
        if row.register_expires
    ]
    if routes:
        used = {route.provider_id for route in routes}
        text = f"{len(routes)}, which lead to {len(used)} of {len(providers)} providers"
        return [ok(_NAME, text), *findings]
    if providers:
        text = "none leads to a provider: tel numbers cannot be called"
        found = warning(_NAME, text, "POST /routes with the target all")
    elif settings.provider:
        found = ok(_NAME, f"none: every number goes to {settings.provider}")
    else:
        text = "none: tel numbers cannot be called"
        found = ok(_NAME, f"{text} ({_ADD}, or --provider HOST)")
    return [found, *findings]


def _may_exist(url: str) -> bool:
    """Whether there is anything to open; opening a file that is not there would make it."""
    return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()


async def _read(connection: Any) -> tuple[list[Any], list[Any]]:
    from voipbin.core.provider.model import PROVIDER
    from voipbin.core.repository import Repository
    from voipbin.core.route.model import ROUTE

    providers = Repository.across_customers_for_super_admin(PROVIDER, connection)
    routes = Repository.across_customers_for_super_admin(ROUTE, connection)
    return (
        list(await providers.all(providers.select_live())),
        list(await routes.all(routes.select_live())),
    )
