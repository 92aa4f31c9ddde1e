"""What the platform offers, operation by operation, read from the descriptors."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.graphql.catalogue import catalogue
from voipbin.graphql.names import root_name
from voipbin.v1 import annotations_pb2 as options

CONTRACT_OPERATIONS = 302
"REST operations of the contract: pairs of a method and a path."


@dataclass(frozen=True, slots=True)
class Offer:
    """One operation at every face."""

    operation: str
    grpc: str
    "Service and method."
    rest: tuple[str, ...]
    "Method and path of each place, below /v1.0; none for what only gRPC has."
    graphql: tuple[str, ...]
    "Kind of operation and field, or the fields of types that it is read for."
    engine: str
    'What it waits for; "" for nothing.'
    permission: str
    extension: bool
    "An addition to the contract."

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Summary:
    """The offers, counted."""

    contract: int
    "Places of the contract that are served."
    waiting: int
    "Those of them whose engine is missing."
    extensions: int
    "Other places."
    grpc: int
    graphql: int

    def text(self) -> str:
        """One line for people."""
        return (
            f"{self.contract} of {CONTRACT_OPERATIONS} REST operations of the contract, "
            f"{self.waiting} of them waiting for an engine; {self.extensions} more of our own; "
            f"{self.grpc} gRPC methods, {self.graphql} GraphQL fields"
        )


def survey() -> list[Offer]:
    """Every operation, by service."""
    graphql = defaultdict(list)
    for method, field in _graphql_fields():
        graphql[method].append(field)
    specs = sorted(operations().values(), key=lambda spec: spec.service)
    return [_offer(spec, tuple(graphql[spec.method])) for spec in specs]


def summary(offers: Iterable[Offer]) -> Summary:
    """Counts offers."""
    listed = list(offers)
    of_contract = [offer for offer in listed if not offer.extension]
    return Summary(
        contract=sum(len(offer.rest) for offer in of_contract),
        waiting=sum(len(offer.rest) for offer in of_contract if offer.engine),
        extensions=sum(len(offer.rest) for offer in listed if offer.extension),
        grpc=len(listed),
        graphql=sum(len(offer.graphql) for offer in listed),
    )


def _offer(spec: OperationSpec, graphql: tuple[str, ...]) -> Offer:
    places = ((spec.http_verb, spec.http_path), *spec.more_paths) if spec.http_path else ()
    return Offer(
        operation=spec.title,
        grpc=spec.method.lstrip("/").removeprefix("voipbin.v1."),
        rest=tuple(f"{verb} {path}" for verb, path in places),
        graphql=graphql,
        engine=spec.engine,
        permission=options.Access.Name(spec.access).removeprefix("ACCESS_").lower(),
        extension=spec.rest.extension,
    )


def _graphql_fields() -> Iterator[tuple[str, str]]:
    known = catalogue()
    kinds = {"query": known.reads, "mutation": known.writes, "subscription": known.streams}
    for kind, specs in kinds.items():
        for spec in specs:
            yield spec.method, f"{kind} {root_name(spec.descriptor)}"
    for batch in known.batch_lists.values():
        for relation in batch.relations:
            yield batch.method, f"{relation.parent}.{relation.field}"
