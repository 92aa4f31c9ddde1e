"""`voipbin customer create`: the first tenant of an installation."""

import asyncio
import json
import os
import secrets
from typing import Annotated, Any

import typer

from voipbin.core.commands.options import with_settings
from voipbin.core.settings import Settings

customer_app = typer.Typer(help="Makes customers (tenants).", no_args_is_help=True)


@customer_app.callback()
def customers() -> None:
    """Makes customers (tenants)."""


@with_settings
def create(
    settings: Settings,
    email: Annotated[str, typer.Option(help="Login name of the customer's first admin.")],
    name: Annotated[str, typer.Option(help="Name of the customer.")] = "",
    number: Annotated[
        list[str] | None, typer.Option(help="A number it owns, in E.164; may be repeated.")
    ] = None,
    super_admin: Annotated[
        bool,
        typer.Option(
            "--super-admin",
            help="The admin, logged in, may act for every customer; access keys may not.",
        ),
    ] = False,
    plan: Annotated[
        str, typer.Option(help="What it may have: free, basic, professional or unlimited.")
    ] = "free",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Makes a customer, its admin and an access key, and shows their secrets this once.

    The platform may be running or not; name the same --data-dir or --database-url.
    """
    from voipbin.core.errors import VoipbinError
    from voipbin.core.serve.accounts import NewAccount, create_account

    os.umask(0o077)
    wanted = NewAccount(
        email=email,
        name=name or email,
        password=secrets.token_urlsafe(12),
        numbers=tuple(number or ()),
        is_super_admin=super_admin,
        plan_type=plan,
    )
    try:
        made = asyncio.run(create_account(settings, wanted))
    except (OSError, ValueError, ImportError, VoipbinError) as error:
        typer.secho(f"the customer cannot be made: {error}", err=True, fg="red")
        raise typer.Exit(1) from None
    _show(made, as_json)


customer_app.command("create")(create)


def _show(made: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(made, indent=2))
        return
    typer.echo("made; these secrets are shown this once")
    for name, value in made.items():
        typer.echo(f"  {name:12} {', '.join(value) if isinstance(value, list) else value}")
