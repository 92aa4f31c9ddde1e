"""Every table, and bringing a database up to date."""

from importlib import import_module
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection as SyncConnection
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


def metadata() -> Any:
    """The tables as the code has them."""
    for name in TABLE_MODULES:
        import_module(name)
    return SQLModel.metadata


def migrate(connection: SyncConnection) -> None:
    """Brings the database of a connection to the newest revision."""
    config = Config()
    config.set_main_option("script_location", "voipbin.core:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
