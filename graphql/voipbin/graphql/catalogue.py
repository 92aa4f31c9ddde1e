"""The operations of the contract by what they are to GraphQL."""

from dataclasses import dataclass
from functools import cache

from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.v1 import annotations_pb2 as options


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every operation is in exactly one of these, but for files, streams and public operations.

    The public ones stay below /auth/, which limits how often an address may try; one GraphQL
    request could try fifty passwords.
    """

    reads: tuple[OperationSpec, ...]
    "Get and List: fields of Query."
    writes: tuple[OperationSpec, ...]
    "Fields of Mutation."
    streams: tuple[OperationSpec, ...]
    "Fields of Subscription."
    batch_gets: dict[str, OperationSpec]
    "Rows by id, by resource: what references are followed with."
    batch_lists: dict[str, OperationSpec]
    "Rows by parent, by method name: what children are found with."

    def named(self, name: str) -> OperationSpec:
        """Return the read operation of a name."""
        return next(spec for spec in self.reads if spec.title == name)


def _is_no_query(spec: OperationSpec) -> bool:
    """Files and streams travel by REST and gRPC."""
    is_file = spec.descriptor.output_type.full_name == "google.api.HttpBody"
    return is_file or spec.rest.websocket or spec.descriptor.client_streaming


@cache
def catalogue() -> Catalogue:
    """Sort the operations."""
    found = Catalogue((), (), (), {}, {})
    reads, writes, streams = [], [], []
    for spec in operations().values():
        if spec.access == options.ACCESS_PUBLIC or _is_no_query(spec):
            continue
        if spec.server_streaming:
            streams.append(spec)
        elif spec.name.startswith("BatchGet"):
            found.batch_gets[spec.resource] = spec
        elif spec.name.startswith("BatchList"):
            found.batch_lists[spec.name] = spec
        elif spec.name.startswith(("Get", "List")):
            reads.append(spec)
        else:
            writes.append(spec)
    return Catalogue(
        tuple(reads), tuple(writes), tuple(streams), found.batch_gets, found.batch_lists
    )
