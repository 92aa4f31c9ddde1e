"""`voipbin contract`: every operation at every face."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from voipbin.core.commands.survey import Offer

_TITLES = ("operation", "gRPC method", "REST", "GraphQL field", "engine", "permission")


def contract(
    service: Annotated[
        list[str] | None,
        typer.Option(help="Only services whose name has this word, such as queue; repeatable."),
    ] = None,
    missing_engines: Annotated[
        bool, typer.Option("--missing-engines", help="Only what waits for an engine.")
    ] = False,
    extensions: Annotated[
        bool, typer.Option("--extensions", help="Only what the contract does not have.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    counts: Annotated[
        bool, typer.Option("--summary", help="Only the line that counts them.")
    ] = False,
) -> None:
    """Lists every operation: gRPC method, REST path, GraphQL field, engine, permission.

    The table is made from the descriptors that serve the operations.
    What waits for an engine checks all it can, then answers ENGINE_NOT_AVAILABLE.
    The last line counts what is listed.
    """
    # Loaded when asked for: it brings the descriptors along.
    from voipbin.core.commands.survey import summary, survey

    offers = list(_chosen(survey(), service or [], missing_engines, extensions))
    if not offers:
        typer.secho("no operation is like that", err=True, fg="red")
        raise typer.Exit(1)
    if as_json:
        rows = [] if counts else [offer.to_json() for offer in offers]
        told = summary(offers)
        typer.echo(json.dumps({"operations": rows, "summary": told.text()}, indent=2))
        return
    if not counts:
        for line in _table([_TITLES, *map(_row, offers)]):
            typer.echo(line)
    typer.echo(summary(offers).text())


def _chosen(
    offers: Iterable["Offer"], words: Sequence[str], missing_engines: bool, extensions: bool
) -> Iterator["Offer"]:
    wanted: list[Callable[[Offer], bool]] = []
    if words:
        # Of "QueuecallService/GetQueuecall" the service counts.
        lower = [word.lower() for word in words]
        wanted.append(lambda offer: any(w in offer.grpc.partition("/")[0].lower() for w in lower))
    if missing_engines:
        wanted.append(lambda offer: bool(offer.engine))
    if extensions:
        wanted.append(lambda offer: offer.extension)
    yield from (offer for offer in offers if all(is_wanted(offer) for is_wanted in wanted))


def _row(offer: "Offer") -> tuple[str, ...]:
    return (
        offer.operation,
        offer.grpc,
        ", ".join(offer.rest) or "-",
        ", ".join(offer.graphql) or "-",
        offer.engine or "-",
        offer.permission,
    )


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
