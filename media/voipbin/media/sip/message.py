"""SIP requests and responses as values (RFC 3261 7)."""

from .address import NameAddr
from .cseq import CSeq
from .grammar import is_token, parse_number
from .headers import Headers
from .lazy import Lazy
from .status import reason_phrase
from .uri import Uri
from .via import Via


class Message:
    """What requests and responses share: headers and a body.

    Typed views (`from_`, `vias`, ...) are parsed once; change headers only on messages
    under construction, before reading a view.
    """

    def __init__(self, headers: Headers, body: bytes = b"") -> None:
        self.headers = headers
        self.body = body

    @property
    def start_line(self) -> str:
        """First line, without CRLF."""
        raise NotImplementedError

    def __bytes__(self) -> bytes:
        lines = [self.start_line]
        lines += [f"{name}: {value}" for name, value in self.headers if name != "Content-Length"]
        lines.append(f"Content-Length: {len(self.body)}\r\n\r\n")
        return "\r\n".join(lines).encode("utf-8", "replace") + self.body

    @Lazy
    def from_(self) -> NameAddr:
        """The From header."""
        return NameAddr.parse(self._one("From"), "From")

    @Lazy
    def to(self) -> NameAddr:
        """The To header."""
        return NameAddr.parse(self._one("To"), "To")

    @Lazy
    def call_id(self) -> str:
        """The Call-ID."""
        value = self._one("Call-ID")
        if not value or " " in value:
            raise ValueError(f"Call-ID: malformed {value!r}")
        return value

    @Lazy
    def cseq(self) -> CSeq:
        """The CSeq header."""
        return CSeq.parse(self._one("CSeq"))

    @Lazy
    def vias(self) -> list[Via]:
        """All Via values, topmost first; at least one."""
        values = [Via.parse(value) for value in self.headers.values("Via")]
        if not values:
            raise ValueError("Via: missing")
        return values

    @property
    def via(self) -> Via:
        """The topmost Via."""
        return self.vias[0]

    @Lazy
    def contacts(self) -> list[NameAddr]:
        """Contact addresses; empty for `*` (see `contact_is_star`) and when absent."""
        if self.contact_is_star:
            return []
        return [NameAddr.parse(value, "Contact") for value in self.headers.values("Contact")]

    @property
    def contact_is_star(self) -> bool:
        """True for `Contact: *`, with which a REGISTER removes all bindings."""
        return [value.strip() for value in self.headers.all("Contact")] == ["*"]

    @Lazy
    def max_forwards(self) -> int:
        """Max-Forwards; 70 when absent, as in messages made before RFC 3261."""
        value = self.headers.get("Max-Forwards")
        return 70 if value is None else parse_number(value, "Max-Forwards", 255)

    @property
    def content_type(self) -> str:
        """Media type in lower case without parameters; "" when absent."""
        value = self.headers.get("Content-Type")
        return "" if value is None else value.partition(";")[0].strip().lower()

    def number(self, name: str, limit: int = 2**32 - 1) -> int | None:
        """A numeric header such as Expires, parameters ignored; None when absent.

        Raises:
            ValueError: no number, or above `limit`.
        """
        value = self.headers.get(name)
        return None if value is None else parse_number(value.partition(";")[0].strip(), name, limit)

    def number_or(self, name: str, default: int) -> int:
        """A numeric header; `default` when absent or malformed."""
        try:
            value = self.number(name)
        except ValueError:
            return default
        return default if value is None else value

    def _one(self, name: str) -> str:
        values = self.headers.all(name)
        if len(values) != 1:
            raise ValueError(f"{name}: {'missing' if not values else 'appears more than once'}")
        return values[0]


class Request(Message):
    """A SIP request."""

    def __init__(
        self, method: str, uri: Uri | str, headers: Headers | None = None, body: bytes = b""
    ) -> None:
        super().__init__(Headers() if headers is None else headers, body)
        self.method = method
        self.raw_uri = str(uri)

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.raw_uri}>"

    @property
    def start_line(self) -> str:
        return f"{self.method} {self.raw_uri} SIP/2.0"

    @Lazy
    def uri(self) -> Uri:
        """The Request-URI."""
        return Uri.parse(self.raw_uri)

    @Lazy
    def routes(self) -> list[NameAddr]:
        """The Route header values, topmost first."""
        return [NameAddr.parse(value, "Route") for value in self.headers.values("Route")]


class Response(Message):
    """A SIP response."""

    def __init__(
        self, status: int, reason: str = "", headers: Headers | None = None, body: bytes = b""
    ) -> None:
        super().__init__(Headers() if headers is None else headers, body)
        self.status = status
        self.reason = reason

    def __repr__(self) -> str:
        return f"<Response {self.status} {self.reason}>"

    @property
    def start_line(self) -> str:
        return f"SIP/2.0 {self.status} {self.reason}"


def make_response(
    request: Request, status: int, *, reason: str = "", to_tag: str = "", body: bytes = b""
) -> Response:
    """Answer `request` as 8.2.6 says: Via, From, To, Call-ID and CSeq are copied unread.

    Args:
        request: may be malformed beyond those five headers.
        status: 100 to 699.
        reason: phrase; the usual one when empty.
        to_tag: added to To unless that has a tag already; never on a 100.
        body: payload; its Content-Type is the caller's to add.
    """
    headers = Headers()
    for name, value in request.headers:
        if name in ("Via", "From", "To", "Call-ID", "CSeq"):
            if name == "To" and to_tag and status > 100 and not _has_tag(value):
                # A parameter that is empty is passed over, but only at the end of a line.
                value = value.rstrip(" \t;") + f";tag={to_tag}"
            headers.add(name, value)
        elif name == "Record-Route" and 100 < status < 300:
            headers.add(name, value)
    return Response(status, reason or reason_phrase(status), headers, body)


def _has_tag(to: str) -> bool:
    try:
        return NameAddr.parse(to).tag is not None
    except ValueError:
        return ";tag=" in to


def valid_method(method: str) -> bool:
    """Whether `method` is a token."""
    return is_token(method)
