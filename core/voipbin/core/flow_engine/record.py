"""Values of one kind each that travel as JSON objects."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self


@dataclass(frozen=True, slots=True)
class Record:
    """Base of inputs and effects; the class name is their kind."""

    KINDS: ClassVar[dict[str, "type[Record]"]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # A dataclass with slots is created twice; the second one, made last, stays.
        Record.KINDS[cls.__name__] = cls

    def to_json(self) -> dict[str, Any]:
        """The fields and the kind; texts, numbers, lists and objects only."""
        document: dict[str, Any] = {"kind": type(self).__name__}
        for field in fields(self):
            value = getattr(self, field.name)
            document[field.name] = list(value) if isinstance(value, tuple) else value
        return document

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        """Raises ValueError when the kind is unknown or not one of this class."""
        values = dict(document)
        kind = cls.KINDS.get(values.pop("kind", ""))
        if kind is None or not issubclass(kind, cls):
            raise ValueError(f"kind must be one of {cls.__name__}, got {document.get('kind')!r}")
        return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})
