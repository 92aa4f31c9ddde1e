"""The command line of the demo."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer


def demo(
    output: Annotated[
        Path, typer.Option(help="Folder for recordings, the picture and logs.")
    ] = Path("demo-output"),
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the platform running until Ctrl-C.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Show what the platform logs, too.")
    ] = False,
    watchdog_s: Annotated[
        float, typer.Option(help="Seconds after which a demo that hangs is ended.")
    ] = 90.0,
    phone_password: Annotated[str, typer.Option(hidden=True)] = "",
) -> None:
    """Rings a softphone on this machine and shows what happens, step by step.

    Exit code 0 means that every step really happened. Needs no network and no account.
    """
    from voipbin.core.commands.demo.run import DemoOptions
    from voipbin.core.commands.demo.stage import present

    options = DemoOptions(output, keep, verbose, watchdog_s, phone_password)
    raise typer.Exit(asyncio.run(present(options)))
