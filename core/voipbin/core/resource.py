"""Rows and messages of one resource, converted by field name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import Row as ResultRow

from voipbin.core.contract import codec, spelling
from voipbin.core.contract.field_kinds import is_map
from voipbin.core.contract.options import rule_of
from voipbin.core.contract.read_mask import Fields
from voipbin.core.contract.stored import Reader, row_reader
from voipbin.core.row import RowT

_MICROS = 1_000_000
_ALWAYS = frozenset({"id", "customer_id", "tm_create"})
"What rows are found by, put in order by and told apart by."
_RESOURCES: "dict[str, Resource[Any]]" = {}


class Resource(Generic[RowT]):
    """A kind of thing: its word, its row, its message.

    Fields of the message and columns of the row that share a name share a value: enums are stored
    by their REST word, times as microseconds, messages as the JSON that REST shows. A field without
    a column must be named in `computed`; the room fills it.
    """

    def __init__(
        self,
        name: str,
        row: type[RowT],
        message: type[Message],
        *,
        computed: Mapping[str, Callable[[Any], Any]] | None = None,
        secret: frozenset[str] = frozenset(),
        event: str = "",
    ) -> None:
        """
        Args:
            name: as events and errors spell it: "accesskey".
            computed: message field -> function of the row. Messages are quicker as dicts.
            secret: fields that events never carry.
            event: what its events begin with, where that is not the name.
        """
        self.name = name
        self.event = event or name
        self.row = row
        self.message = message
        self.table: Any = row.__table__  # type: ignore[attr-defined]
        self.secret = secret | _declared_secrets(message)
        self.computed = dict(computed or {})
        self._read = self._compile_read(())
        self._read_result = self._compile_read(tuple(column.name for column in self.table.columns))
        self.whole = Part((), self.arguments)
        self._to_json = codec.to_json
        self._names = frozenset(field.name for field in codec.descriptor_of(message).fields)
        _RESOURCES[name] = self

    def to_message(self, row: Any) -> Any:
        """The message of a row: an instance, or a result row of all columns of the table."""
        return self.message(**self.arguments(row))

    def arguments(self, row: Any) -> dict[str, Any]:
        """What the message of a row is made from; quicker than the message inside a list."""
        values = self._read_result(row) if isinstance(row, ResultRow) else self._read(row)
        for name, compute in self.computed.items():
            values[name] = compute(row)
        return values

    def part(self, fields: Fields) -> "Part":
        """What is read of rows for a caller who looks at some fields only."""
        if not fields:
            return self.whole
        # Callers may name what they like: parts are kept by what there is alone.
        return _part(self, fields & self._names)

    def to_json(self, row: Any, message: Any = None) -> dict[str, Any]:
        """The resource as REST shows it, secrets blanked: the body of its events.

        Args:
            message: of the row, where it is at hand already.
        """
        if message is None or self.secret:
            message = self.to_message(row)
            for name in self.secret:
                message.ClearField(name)
        return self._to_json(message)

    def from_request(self, request: Message) -> dict[str, Any]:
        """Column values of a request's fields; fields with presence only when they are given."""
        values: dict[str, Any] = {}
        columns = self.table.c
        for field in request.DESCRIPTOR.fields:
            if field.name not in columns or field.name == "id":
                continue
            is_optional = field.has_presence and field.message_type is None
            if is_optional and not request.HasField(field.name):
                continue
            values[field.name] = to_column(field, request)
        return values

    def _compile_read(self, columns: tuple[str, ...]) -> Reader:
        for field in self.message.DESCRIPTOR.fields:
            if field.name not in self.computed and field.name not in self.table.c:
                raise ValueError(f"{self.name}: field {field.name} has no column")
        return row_reader(
            codec.descriptor_of(self.message), without=frozenset(self.computed), columns=columns
        )


@dataclass(frozen=True, slots=True)
class Part:
    """What is read of the rows of a resource."""

    columns: tuple[str, ...]
    "In the order of the table; () for all of them."
    arguments: Reader
    "A result row of these columns -> what its message is made from."


@lru_cache(maxsize=1000)
def _part(resource: Resource[Any], fields: Fields) -> Part:
    # What is computed may look at any column.
    if not fields.isdisjoint(resource.computed):
        return resource.whole
    wanted = fields | _ALWAYS
    columns = tuple(column.name for column in resource.table.columns if column.name in wanted)
    descriptor = codec.descriptor_of(resource.message)
    others = frozenset(field.name for field in descriptor.fields if field.name not in columns)
    return Part(columns, row_reader(descriptor, without=others, columns=columns))


def resource_named(name: str) -> Resource[Any]:
    """The resource that events and errors call so.

    Raises:
        KeyError: there is none.
    """
    return _RESOURCES[name]


def stored_resources() -> list[Resource[Any]]:
    """Everything that has a table, in the order of their names."""
    return [_RESOURCES[name] for name in sorted(_RESOURCES)]


def to_column(field: Any, message: Message) -> Any:
    """What a column stores of one field of a message."""
    value = getattr(message, field.name)
    if is_map(field):
        return dict(value)
    if field.message_type is not None:
        if field.message_type.full_name == "google.protobuf.Timestamp":
            return from_timestamp(value) if message.HasField(field.name) else None
        if field.is_repeated:
            return [codec.to_json(entry) for entry in value]
        return codec.to_json(value) if message.HasField(field.name) else {}
    if field.enum_type is not None:
        if field.is_repeated:
            return [spelling.word(field.enum_type, entry) for entry in value]
        return spelling.word(field.enum_type, value)
    return list(value) if field.is_repeated else value


def to_moment(microseconds: int) -> dict[str, int]:
    """Microseconds since 1970 as what a message's constructor makes a protobuf time of."""
    seconds, rest = divmod(microseconds, _MICROS)
    return {"seconds": seconds, "nanos": rest * 1000}


def to_timestamp(microseconds: int) -> Timestamp:
    """A protobuf time of microseconds since 1970."""
    return Timestamp(**to_moment(microseconds))


def from_timestamp(timestamp: Timestamp) -> int:
    """Microseconds since 1970 of a protobuf time."""
    return timestamp.seconds * _MICROS + timestamp.nanos // 1000


def _declared_secrets(message: type[Message]) -> frozenset[str]:
    fields: Any = message.DESCRIPTOR.fields
    return frozenset(field.name for field in fields if rule_of(field).secret)
