"""What can be asked about: the documentation that this program carries, in passages."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from typing import Final

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FileDescriptor

from voipbin.core.contract.comments import comments, summary
from voipbin.core.contract.operations import operations
from voipbin.core.contract.services import SERVICE_FILES
from voipbin.core.settings import Settings

OPENAPI: Final = "openapi"
DEVDOC: Final = "devdoc"
_README: Final = "README.md"


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document that stands for itself."""

    source_file: str
    title: str
    kind: str
    "openapi or devdoc; documents of the other kinds are not carried."
    text: str


def passages() -> list[Passage]:
    """All there are: the contract, the settings, and the README the package was made with."""
    return [*_operations(), *_declarations(), *_settings(), *_readme()]


def _operations() -> Iterator[Passage]:
    said = comments()
    for spec in operations().values():
        text = said.get(spec.descriptor.full_name, "")
        way = f"{spec.http_verb} {spec.http_path}" if spec.http_path else spec.method
        fields = _fields(spec.descriptor.input_type)
        title = f"{way}: {summary(text)}"
        file = str(spec.descriptor.containing_service.file.name)
        yield Passage(file, title, OPENAPI, f"{text} {fields}".strip())


def _declarations() -> Iterator[Passage]:
    said = comments()
    for file in SERVICE_FILES:
        described: FileDescriptor = file.DESCRIPTOR
        for message in described.message_types_by_name.values():
            if not message.name.endswith(("Request", "Response")):
                text = f"{said.get(message.full_name, '')} {_fields(message)}"
                yield Passage(described.name, message.name, OPENAPI, text.strip())
        for enum in described.enum_types_by_name.values():
            text = f"{said.get(enum.full_name, '')} {_values(enum)}"
            yield Passage(described.name, enum.name, OPENAPI, text.strip())


def _fields(message: Descriptor) -> str:
    said = comments()
    told = ((field.name, said.get(field.full_name, "")) for field in message.fields)
    return " ".join(f"{name}: {text}" for name, text in told if text)


def _values(enum: EnumDescriptor) -> str:
    said, prefix = comments(), f"{enum.full_name}."
    told = ((value.name, said.get(prefix + value.name, "")) for value in enum.values)
    return " ".join(f"{name}: {text}" for name, text in told if text)


def _settings() -> Iterator[Passage]:
    for name, field in Settings.model_fields.items():
        flag = f"--{name.replace('_', '-')}"
        text = f"{field.description or ''} Also as VOIPBIN_{name.upper()}."
        yield Passage("voipbin serve --help", flag, DEVDOC, text)


def _readme() -> Iterator[Passage]:
    try:
        told = metadata("voipbin").json
    except PackageNotFoundError:
        return
    title, is_code = "voipbin", False
    lines: list[str] = []
    for line in str(told.get("description", "")).splitlines():
        is_code ^= line.startswith("```")
        if line.startswith("#") and not is_code:
            yield from _section(title, lines)
            title, lines = line.lstrip("# "), []
        else:
            lines.append(line)
    yield from _section(title, lines)


def _section(title: str, lines: list[str]) -> Iterator[Passage]:
    if text := "\n".join(lines).strip():
        yield Passage(_README, title, DEVDOC, text)
