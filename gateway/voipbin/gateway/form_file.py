"""The one file of a multipart/form-data body (RFC 7578), found while the body arrives."""

from dataclasses import dataclass
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from voipbin.gateway.errors import malformed

_KIND = b"multipart/form-data"


@dataclass(frozen=True, slots=True)
class FileHead:
    """What the form says of the file before its content."""

    filename: str
    content_type: str


class FormFile:
    """Takes the body in pieces and gives back what of each belongs to the file.

    Args:
        content_type: header of the request.
        field: name of the form field that holds the file; fields without a file are ignored.

    Raises:
        HttpError: from every method: this is no such form, or not with one file.
    """

    def __init__(self, content_type: bytes, field: str) -> None:
        kind, options = parse_options_header(content_type)
        if kind != _KIND:
            got = kind.decode("latin-1")[:80]
            raise malformed([("Content-Type", f"must be {_KIND.decode()}, got {got!r}")])
        self.head: FileHead | None = None
        self._field = field
        self._in_file = False
        self._ended = False
        self._name = b""
        self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._content: list[bytes] = []
        try:
            self._parser = self._new_parser(options.get(b"boundary", b""))
        except FormParserError as error:
            raise malformed([("Content-Type", str(error))]) from None

    def feed(self, piece: bytes) -> bytes:
        """Take the next piece of the body; return the file's part of it."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise malformed([("", f"the form cannot be read: {error}")]) from None
        content = b"".join(self._content)
        self._content.clear()
        return content

    def finish(self) -> None:
        """Note that the body has ended."""
        if not self._ended:
            raise malformed([("", "the form ends before its last boundary")])
        if self.head is None:
            raise malformed([(self._field, "is required: a form field that holds a file")])

    def _new_parser(self, boundary: bytes) -> MultipartParser:
        if not boundary:
            raise malformed([("Content-Type", "must name a boundary")])
        callbacks: Any = {
            "on_part_begin": self._headers.clear,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers_finished,
            "on_part_data": self._on_part_data,
            "on_end": self._on_end,
        }
        return MultipartParser(boundary, callbacks)

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        name = _text(options.get(b"name", b""))
        self._in_file = b"filename" in options
        if not self._in_file:
            if name == self._field:
                raise malformed([(name, "must be a file: the field has no filename")])
            return
        if name != self._field:
            raise malformed([(name[:80], f"is no field for a file; send it as {self._field}")])
        if self.head is not None:
            raise malformed([(name, "must be one file, the form has several")])
        filename = _text(options[b"filename"])
        self.head = FileHead(filename, _text(self._headers.get(b"content-type", b"")))

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._content.append(data[start:end])

    def _on_end(self) -> None:
        self._ended = True


def _text(raw: bytes) -> str:
    """Read a header as browsers write it, in UTF-8, or as older clients do."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
