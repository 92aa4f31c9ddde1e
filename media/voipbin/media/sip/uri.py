"""SIP and SIPS URIs (RFC 3261 19.1); other schemes are carried opaquely."""

import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from .grammar import Params, get_param, set_param

_SIP_URI = re.compile(
    r"(?:(?P<user>[^@\s<>\"?:]*?(?:\?[^@\s<>\":]*)?)(?::(?P<password>[^@\s<>\"]*))?@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_\-.]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<params>(?:;[^?;\s<>\"@]*)*)(?:\?(?P<headers>[^\s<>\"]*))?\Z"
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.+)\Z")
_BAD_OPAQUE = re.compile(r"[\s<>\"\x00-\x1f\x7f]")
_USER_SAFE = "-_.!~*'()&=+$,;?/"
_PARAM_SAFE = "-_.!~*'()[]/:&+$"
_HEADER_SAFE = "-_.!~*'()[]/?:+$&="


@dataclass(frozen=True, slots=True)
class Uri:
    """One URI; the text form is `str(uri)` and always fits on a header line."""

    host: str
    """Host name or address; IPv6 in brackets. The whole remainder for non-SIP schemes."""
    user: str | None = None
    """User part, unescaped."""
    port: int | None = None
    params: Params = ()
    """URI parameters with lower-case names."""
    scheme: str = "sip"
    password: str | None = None
    headers: str = ""
    """Text after `?`, still escaped."""

    @classmethod
    def parse(cls, text: str) -> "Uri":
        """Parse one URI.

        Raises:
            ValueError: not a URI, or a SIP URI with malformed parts.
        """
        match = _SCHEME.match(text)
        if match is None:
            raise ValueError(f"URI: no scheme in {text!r}")
        scheme = match[1].lower()
        if scheme in ("sip", "sips"):
            return _parse_sip(scheme, match[2], text)
        if _BAD_OPAQUE.search(match[2]):
            raise ValueError(f"URI: forbidden character in {text!r}")
        return cls(match[2], scheme=scheme)

    def __str__(self) -> str:
        if not self.is_sip:
            return f"{self.scheme}:{quote(self.host, safe=_USER_SAFE + ':@%#[]')}"
        return "".join((self.scheme, ":", self._userinfo(), self.hostport, self._tail()))

    @property
    def is_sip(self) -> bool:
        """True for sip: and sips:."""
        return self.scheme in ("sip", "sips")

    @property
    def hostport(self) -> str:
        """`host` or `host:port`, as written in the URI."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def transport(self) -> str | None:
        """Lower-case `transport` parameter, if any."""
        value = get_param(self.params, "transport")
        return None if value is None else value.lower()

    def param(self, name: str) -> str | None:
        """Value of a URI parameter; "" for a flag, None when absent."""
        return get_param(self.params, name)

    def with_param(self, name: str, value: str | None) -> "Uri":
        """Copy with one parameter set."""
        return replace(self, params=set_param(self.params, name, value))

    def without_headers(self) -> "Uri":
        """Copy fit for a Request-URI: no `?header` part, no `method` parameter (19.1.1)."""
        kept = tuple(pair for pair in self.params if pair[0] != "method")
        return replace(self, headers="", params=kept)

    def _userinfo(self) -> str:
        if self.user is None:
            return ""
        secret = "" if self.password is None else ":" + quote(self.password, safe="&=+$,-_.!~*'()")
        return f"{quote(self.user, safe=_USER_SAFE)}{secret}@"

    def _tail(self) -> str:
        if not self.params and not self.headers:
            return ""
        params = "".join(
            f";{quote(name, safe=_PARAM_SAFE)}"
            + ("" if value is None else f"={quote(value, safe=_PARAM_SAFE)}")
            for name, value in self.params
        )
        return params + (f"?{quote(self.headers, safe=_HEADER_SAFE + '%')}" if self.headers else "")


def _parse_sip(scheme: str, rest: str, text: str) -> Uri:
    match = _SIP_URI.match(rest)
    if match is None:
        raise ValueError(f"URI: malformed {text!r}")
    user, password, host, port_text, params, headers = match.groups()
    port = None if port_text is None else int(port_text)
    if port is not None and port > 65535:
        raise ValueError(f"URI: port out of range in {text!r}")
    return Uri(
        host,
        unquote(user) if user and "%" in user else user,
        port,
        _uri_params(params) if params else (),
        scheme,
        unquote(password) if password else password,
        headers or "",
    )


def _uri_params(text: str) -> Params:
    pairs: list[tuple[str, str | None]] = []
    for item in text[1:].split(";"):
        name, equals, value = item.partition("=")
        if name:
            pairs.append((unquote(name).lower(), unquote(value) if equals else None))
    return tuple(pairs)


def same_contact(one: Uri, other: Uri) -> bool:
    """Whether two Contact URIs are one phone (19.1.4, as far as contacts go)."""
    return (
        one.scheme == other.scheme
        and one.user == other.user
        and one.host.lower() == other.host.lower()
        and one.port == other.port
        and (one.transport or "udp") == (other.transport or "udp")
    )
