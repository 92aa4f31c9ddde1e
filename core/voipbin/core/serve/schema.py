"""Every table, and bringing a database up to date."""

from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

TABLE_MODULES = (
    "voipbin.core.accesskey.model",
    "voipbin.core.activeflow.model",
    "voipbin.core.agent.model",
    "voipbin.core.call.model",
    "voipbin.core.customer.model",
    "voipbin.core.edge.idempotency",
    "voipbin.core.event.model",
    "voipbin.core.extension.model",
    "voipbin.core.flow.model",
    "voipbin.core.groupcall.model",
    "voipbin.core.number.model",
    "voipbin.core.recording.model",
    "voipbin.core.transcribe.model",
    "voipbin.core.transcribe.transcript_model",
)
"Modules that declare tables."


_VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"


def metadata() -> Any:
    """The tables as the code has them."""
    for name in TABLE_MODULES:
        import_module(name)
    return SQLModel.metadata


def newest_revision() -> str:
    """The revision the code expects: that of the last migration."""
    return max(path.name for path in _VERSIONS.glob("[0-9]*.py")).partition("_")[0]


def revision(connection: SyncConnection) -> str:
    """The revision of a database; "" for one without our tables."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def require_current(connection: SyncConnection) -> None:
    """Refuses a database of another revision.

    Raises:
        ValueError: saying what to do.
    """
    found, wanted = revision(connection), newest_revision()
    if found != wanted:
        state = f"at revision {found}" if found else "empty"
        raise ValueError(
            f"the database is {state}, this version needs {wanted}: run `voipbin migrate`"
            " with the same --database-url"
        )


def bring_up_to_date(connection: SyncConnection) -> None:
    """Migrates when there is something to do; finding out is far quicker than Alembic's import."""
    if revision(connection) != newest_revision():
        migrate(connection)


def migrate(connection: SyncConnection) -> None:
    """Brings the database of a connection to the newest revision."""
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: SyncConnection) -> Any:
    """What Alembic's commands need."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "voipbin.core:migrations")
    config.attributes["connection"] = connection
    return config
