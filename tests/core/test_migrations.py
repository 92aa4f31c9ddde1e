"""Migrations and the tables of the code are the same thing."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from voipbin.core.database import Database, open_database
from voipbin.core.serve.schema import (
    alembic_config,
    bring_up_to_date,
    metadata,
    migrate,
    newest_revision,
    require_current,
    revision,
)


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty one."""
    opened = open_database(database_url)
    await opened.run_sync(_drop_everything)
    yield opened
    await opened.run_sync(_drop_everything)
    await opened.close()


def _drop_everything(connection: Any) -> None:
    metadata().drop_all(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


async def test_upgrade_makes_the_tables_of_the_code(database: Database) -> None:
    await database.run_sync(migrate)

    def differences(connection: Any) -> Any:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata())

    assert await database.run_sync(differences) == []


async def test_downgrade_leaves_nothing(database: Database) -> None:
    await database.run_sync(migrate)
    await database.run_sync(lambda c: command.downgrade(alembic_config(c), "base"))
    left = await database.run_sync(lambda c: inspect(c).get_table_names())
    assert left == ["alembic_version"]
    await database.run_sync(migrate)
    assert await database.run_sync(revision) == newest_revision()


async def test_twice(database: Database) -> None:
    await database.run_sync(bring_up_to_date)
    await database.run_sync(bring_up_to_date)
    await database.run_sync(migrate)
    await database.run_sync(require_current)


async def test_not_migrated(database: Database) -> None:
    assert await database.run_sync(revision) == ""
    with pytest.raises(ValueError, match=r"empty.*run `voipbin migrate`"):
        await database.run_sync(require_current)


async def test_other_revision(database: Database) -> None:
    await database.run_sync(migrate)
    await database.run_sync(
        lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )
    with pytest.raises(ValueError, match="at revision 9999"):
        await database.run_sync(require_current)
