"""The `voipbin` command."""

import os

import typer
from voipbin.core.commands.demo.command import demo
from voipbin.core.commands.doctor.command import doctor
from voipbin.core.commands.migrate import migrate
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


def main() -> None:
    """Runs the command line."""
    # Workers are started by exec, never by a bare fork: gRPC need not prepare for one.
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
    app()
