"""The `voipbin` command."""

import os

# gRPC reads this when it is imported. Workers are started by exec, but uvloop forks to get there:
# handlers for a bare fork would abort the child now and then, before its exec.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")

from typing import Annotated

import typer

from voipbin.core.commands.billing import billing_app
from voipbin.core.commands.contract import contract
from voipbin.core.commands.customer import customer_app
from voipbin.core.commands.demo.command import demo
from voipbin.core.commands.doctor.command import doctor
from voipbin.core.commands.migrate import migrate
from voipbin.core.commands.models import models
from voipbin.core.commands.serve import serve

app = typer.Typer(
    name="voipbin",
    help="A self-hosted communications platform: calls, flows, audio, on gRPC, REST and GraphQL.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(migrate)
app.command()(demo)
app.command()(doctor)
app.command()(contract)
app.add_typer(customer_app, name="customer")
app.add_typer(billing_app, name="billing")
app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)(models)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"voipbin {version('voipbin')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Runs the command line."""
    app()
