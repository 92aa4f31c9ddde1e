"""The command line of the doctor."""

import json
from typing import Annotated

import typer

from voipbin.core.commands.options import with_settings
from voipbin.core.settings import Settings


@with_settings
def doctor(
    settings: Settings,
    call: Annotated[
        bool, typer.Option("--call/--no-call", help="Place a call to itself, too.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Findings for programs.")] = False,
) -> None:
    """Says in words what would keep the platform from working, and how to mend it.

    Takes the flags of `voipbin serve`. Exit code 1 when something essential is wrong.
    """
    from voipbin.core.commands.doctor.examination import examine
    from voipbin.core.commands.doctor.finding import MARKS, Level

    worst_is_error = False
    findings = []
    for finding in examine(settings, call=call):
        worst_is_error |= finding.level is Level.ERROR
        findings.append(finding.to_json())
        if not as_json:
            colour = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "red"}
            mark = typer.style(MARKS[finding.level], fg=colour[finding.level], bold=True)
            typer.echo(f"{mark} {finding.subject}: {finding.text}")
            if finding.mend:
                typer.echo(f"    mend: {finding.mend}")
    if as_json:
        typer.echo(json.dumps({"ok": not worst_is_error, "findings": findings}, indent=2))
    raise typer.Exit(int(worst_is_error))
