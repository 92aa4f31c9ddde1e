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
    "voipbin.core.ai.model",
    "voipbin.core.aicall.model",
    "voipbin.core.aimessage.model",
    "voipbin.core.aisummary.model",
    "voipbin.core.auth.one_time_token",
    "voipbin.core.billing.model",
    "voipbin.core.billing.rates",
    "voipbin.core.billing_account.model",
    "voipbin.core.call.model",
    "voipbin.core.campaign.model",
    "voipbin.core.campaigncall.model",
    "voipbin.core.cluster.model",
    "voipbin.core.conference.model",
    "voipbin.core.conferencecall.model",
    "voipbin.core.contact.model",
    "voipbin.core.conversation.model",
    "voipbin.core.conversation_account.model",
    "voipbin.core.conversation_message.model",
    "voipbin.core.customer.model",
    "voipbin.core.dialing_policy.model",
    "voipbin.core.edge.idempotency",
    "voipbin.core.email.model",
    "voipbin.core.event.model",
    "voipbin.core.extension.model",
    "voipbin.core.file.model",
    "voipbin.core.flow.model",
    "voipbin.core.groupcall.model",
    "voipbin.core.message.model",
    "voipbin.core.number.model",
    "voipbin.core.outdial.model",
    "voipbin.core.outdialtarget.model",
    "voipbin.core.outplan.model",
    "voipbin.core.provider.model",
    "voipbin.core.queue.model",
    "voipbin.core.queuecall.model",
    "voipbin.core.recording.model",
    "voipbin.core.route.model",
    "voipbin.core.sip_ban.model",
    "voipbin.core.speaking.model",
    "voipbin.core.storage_account.model",
    "voipbin.core.tag.model",
    "voipbin.core.talk_chat.model",
    "voipbin.core.talk_message.model",
    "voipbin.core.talk_participant.model",
    "voipbin.core.team.model",
    "voipbin.core.timeline.packet",
    "voipbin.core.transcribe.model",
    "voipbin.core.transcribe.transcript_model",
    "voipbin.core.transfer.model",
    "voipbin.core.trunk.model",
    "voipbin.core.webhook.model",
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
