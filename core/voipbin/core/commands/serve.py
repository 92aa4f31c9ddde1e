"""`voipbin serve`."""

import asyncio
import json
import os
import signal
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from voipbin.core.commands.options import with_settings
from voipbin.core.logs import configure_logs
from voipbin.core.settings import Settings
from voipbin.media.memory import begin

_PARENT_CHECK_S = 0.5


class CannotStart(Exception):
    """Something outside the program is not as it should be."""


@with_settings
def serve(
    settings: Settings,
    ready_file: Annotated[
        Path | None, typer.Option(help="Written when ready: JSON with every address.")
    ] = None,
    parent: Annotated[int, typer.Option(hidden=True, help="Ends when this is not our parent.")] = 0,
) -> None:
    """Starts the platform and runs until SIGTERM or Ctrl-C."""
    begin()
    configure_logs(settings.log_level)
    # Calls, keys and recordings are nobody else's business on this machine.
    os.umask(0o077)
    runner = _runner()
    try:
        runner.run(_serve(settings, ready_file, parent))
    except CannotStart as error:
        typer.secho(f"voipbin cannot start: {error}", err=True, fg="red")
        typer.secho("`voipbin doctor` with the same flags says more.", err=True)
        raise typer.Exit(1) from None
    finally:
        runner.close()


def _runner() -> asyncio.Runner:
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


async def _serve(settings: Settings, ready_file: Path | None, parent_pid: int) -> None:
    from voipbin.core.errors import VoipbinError
    from voipbin.core.serve.platform import Platform, ready_facts
    from voipbin.media.memory import settle

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    platform = Platform(settings, settle=settle)
    try:
        await platform.start()
    except (OSError, ValueError, ImportError, VoipbinError) as error:
        raise CannotStart(str(error)) from error
    # After uvicorn has had its say on signals.
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    watching = loop.create_task(_watch_parent(parent_pid, stop)) if parent_pid else None
    try:
        facts = ready_facts(platform)
        if ready_file is not None:
            write_atomically(ready_file, json.dumps(facts, indent=2) + "\n")
        _greet(facts)
        settle()
        await stop.wait()
        typer.echo("stopping: hanging up calls")
    finally:
        if watching is not None:
            watching.cancel()
        await platform.close()


async def _watch_parent(pid: int, stop: asyncio.Event) -> None:
    """Whoever started us, a demo for instance, may be killed without a chance to say so."""
    while os.getppid() == pid:  # noqa: ASYNC110 - no event tells of the end of a parent
        await asyncio.sleep(_PARENT_CHECK_S)
    stop.set()


def write_atomically(path: Path, text: str) -> None:
    """Writes a file so that a reader sees all of it or nothing; its owner alone may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def _greet(facts: dict[str, Any]) -> None:
    typer.echo("voipbin is ready")
    for name in ("rest", "graphql", "grpc", "media", "sip", "sip_tls", "sip_ws", "sip_wss"):
        if name in facts:
            typer.echo(f"  {name:8} {facts[name]}")
    for address in facts.get("sip_also", ()):
        typer.echo(f"  and      {address}")
    demo = facts.get("demo")
    if demo is None:
        typer.echo("  accounts: make one with `voipbin customer create`, or seed a demo with --dev")
        return
    typer.echo(f"  login    {demo['username']} / {demo['password']}")
    for account in demo["extensions"]:
        typer.echo(f"  phone    {account['extension']}@{account['domain']} / {account['password']}")
    typer.echo("try:")
    typer.echo(f"  curl '{facts['rest']}/calls?accesskey={demo['accesskey']}'")
