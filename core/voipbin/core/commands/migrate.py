"""`voipbin migrate`."""

import asyncio

import typer

from voipbin.core.commands.options import with_settings
from voipbin.core.settings import Settings


@with_settings
def migrate(settings: Settings) -> None:
    """Brings the database up to date. SQLite does it by itself at every start."""
    try:
        asyncio.run(_migrate(settings.effective_database_url))
    except (OSError, ValueError, ImportError) as error:
        typer.secho(f"the database cannot be migrated: {error}", err=True, fg="red")
        raise typer.Exit(1) from None
    typer.echo("the database is up to date")


async def _migrate(url: str) -> None:
    from voipbin.core.database import open_database
    from voipbin.core.serve.schema import migrate as bring_up_to_date

    database = open_database(url)
    try:
        await database.run_sync(bring_up_to_date)
    finally:
        await database.close()
