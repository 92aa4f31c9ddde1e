"""Other processes on the same PostgreSQL, and how they hear of each other."""

import asyncio
import base64
from pathlib import Path
from typing import Any

from voipbin.core.commands.doctor.finding import Finding, error, ok, warning
from voipbin.core.settings import Settings

_WAIT_S = 5.0
_SHARED_KEY = "start every process of a database with the same --secret-key"


async def check_processes(settings: Settings) -> list[Finding]:
    """Whether this process may join those that run; nothing for SQLite, where it is alone."""
    name = "other processes"
    if settings.effective_database_url.startswith("sqlite"):
        return []
    try:
        async with asyncio.timeout(_WAIT_S):
            living = await _living(settings)
    except Exception:
        return []  # what is wrong with the database is said elsewhere
    own = _key_print(settings)
    if not living:
        if settings.secret_key.get_secret_value():
            return [ok(name, "none run on this database; they take the same --secret-key")]
        text = "none run on this database; one that joins needs the key of this data directory"
        return [ok(name, f"{text} as --secret-key")]
    addresses = ", ".join(row.address or "one that starts" for row in living)
    if any(row.key_print != own for row in living):
        kept = "the key of this data directory" if own else "a new key would be made here"
        given = "--secret-key" if settings.secret_key.get_secret_value() else kept
        text = f"{addresses} use another secret key ({given})"
        return [error(name, text, f"{_SHARED_KEY}: theirs is in secret.key of the first one")]
    return [
        ok(name, f"{addresses}, with the same secret key"),
        *_reachable(settings, living),
        *_shared(settings),
    ]


async def check_nats(settings: Settings) -> list[Finding]:
    """Whether NATS answers and keeps messages; nothing when it is not used."""
    name = "NATS"
    if not settings.nats:
        return []
    try:
        import nats
    except ImportError:
        return [error(name, "nats-py is not installed", "pip install 'voipbin[nats]'")]
    try:
        async with asyncio.timeout(_WAIT_S):
            client = await nats.connect(settings.nats, allow_reconnect=False, error_cb=_unheard)
    except Exception as fault:
        text = f"{settings.nats}: {str(fault) or type(fault).__name__}"
        return [error(name, text, "start it, or leave --nats out: PostgreSQL does as well")]
    try:
        await client.jetstream().account_info()
    except Exception:
        text = f"{settings.nats} answers, but has no JetStream"
        return [error(name, text, "nats-server -js")]
    finally:
        await client.close()
    return [ok(name, f"{settings.nats} answers, with JetStream")]


async def _living(settings: Settings) -> list[Any]:
    from sqlalchemy import select

    from voipbin.core.cluster.model import PROCESS
    from voipbin.core.database import open_database
    from voipbin.core.serve.clustering import place_of

    place = place_of(settings)
    others = select(PROCESS).where(PROCESS.c.tm_dead.is_(None), PROCESS.c.place != place)
    database = open_database(settings.effective_database_url)
    try:
        async with database.reading() as connection:
            return list((await connection.execute(others)).all())
    finally:
        await database.close()


def _key_print(settings: Settings) -> str:
    """Of the key that would be used; "" for one that does not exist yet."""
    from voipbin.core.secrets_box import SecretsBox
    from voipbin.core.serve.clustering import key_print

    given = settings.secret_key.get_secret_value() or _kept(settings.data_dir / "secret.key")
    try:
        return key_print(SecretsBox(base64.b64decode(given))) if given else ""
    except ValueError:
        return ""


def _kept(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _reachable(settings: Settings, living: list[Any]) -> list[Finding]:
    from voipbin.core.cluster.cluster import reachable

    address = reachable(settings.grpc, settings.advertise)
    host = address.rpartition(":")[0]
    theirs = {row.address.rpartition(":")[0] for row in living if row.address}
    if host in ("127.0.0.1", "localhost", "[::1]") and theirs - {host}:
        text = f"they would look for this process at {address}, on their own machines"
        mend = "--grpc 0.0.0.0:50051, or --advertise HOST:PORT"
        return [warning("gRPC between processes", text, mend)]
    return []


def _shared(settings: Settings) -> list[Finding]:
    """What several processes need beside the database to look like one."""
    found = []
    if not settings.storage_url:
        text = "files are in the data directory, where no other process finds them"
        found.append(warning("files of several processes", text, "--storage-url s3://BUCKET"))
    if not settings.public_url:
        text = "links in answers lead to this process alone"
        found.append(warning("links of several processes", text, "--public-url https://…"))
    return found


async def _unheard(_error: Exception) -> None:
    """What goes wrong is told by what waits for it."""
