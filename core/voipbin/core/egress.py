"""The one way out: every URL a tenant can influence goes through here."""

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from voipbin.core.egress_connection import SLOWEST_UPLOAD, Exchange, HttpConnection, connect
from voipbin.core.egress_error import EgressError, EgressReason
from voipbin.core.names import addresses_of

if TYPE_CHECKING:
    import httpx2

__all__ = ["EgressAnswer", "EgressClient", "EgressError", "EgressReason", "EgressSession"]

_TIMEOUT_S = 30.0
_MAX_BYTES = 10 * 1024 * 1024
_MAX_REDIRECTS = 3
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"RFC 6052 2.1."
_REDIRECTS = (301, 302, 303, 307, 308)
_KEPT = 16
"Idle connections of one session."
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"RFC 9110 5.6.2."
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Place = tuple[str, str, int]
"Scheme, host and port: a certificate was checked for the name, so a connection is known by it."


@dataclass(frozen=True, slots=True)
class EgressAnswer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    is_cut: bool = False
    "The body is longer than what was read of it."

    @property
    def text(self) -> str:
        """The body as text; what is no UTF-8 is replaced."""
        return self.body.decode("utf-8", "replace")


class EgressSession:
    """Connections that are kept for the requests of one party."""

    def __init__(self) -> None:
        self._kept: dict[_Place, list[HttpConnection]] = {}

    def take(self, place: _Place) -> HttpConnection | None:
        """A connection that is open still."""
        kept = self._kept.get(place, [])
        while kept:
            if (connection := kept.pop()).is_reusable:
                return connection
        return None

    def keep(self, place: _Place, connection: HttpConnection) -> None:
        """Gives one back."""
        kept = self._kept.setdefault(place, [])
        if connection.is_reusable and len(kept) < _KEPT and len(self._kept) <= _KEPT:
            kept.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Closes them all; may be called twice."""
        for kept in self._kept.values():
            for connection in kept:
                connection.close()
        self._kept.clear()


class EgressClient:
    """HTTP to the outside: public addresses only, redirects checked again, size and time capped.

    The name is resolved here, checked, and the checked address is connected to, so that a name
    cannot mean one address for the check and another for the connection.
    """

    def __init__(
        self,
        allowed_networks: Sequence[str] = (),
        *,
        max_bytes: int = _MAX_BYTES,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """
        Args:
            allowed_networks: private networks that may be reached all the same, as CIDRs.
            max_bytes: longest answer.
            tls: whom to trust; the certificates of the system when None.

        Raises:
            ValueError: a network is malformed.
        """
        self._allowed: tuple[_Network, ...] = tuple(
            ipaddress.ip_network(network) for network in allowed_networks
        )
        self._max_bytes = max_bytes
        self._tls = tls

    async def request(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        session: EgressSession | None = None,
        cut_at: int | None = None,
    ) -> EgressAnswer:
        """Sends a request and reads the answer.

        Args:
            session: whose connections to use and to keep; none is kept without it.
            cut_at: read so much of the body and leave the rest, where a longer one is no fault.

        Raises:
            EgressError: refused, unreachable, too slow or too long.
        """
        limit_s = _TIMEOUT_S + len(body) / SLOWEST_UPLOAD
        try:
            async with asyncio.timeout(limit_s):
                for _ in range(_MAX_REDIRECTS + 1):
                    answer = await self._once(method, url, body, headers or {}, session, cut_at)
                    if answer.status not in _REDIRECTS or "location" not in answer.headers:
                        return answer
                    before, url = url, urljoin(url, answer.headers["location"])
                    if _origin(before) != _origin(url):
                        headers = _without_credentials(headers or {})
                    if answer.status == 303:
                        method, body = "GET", b""
        except TimeoutError:
            message = f"{_host(url)} did not answer within {limit_s:.0f} s"
            raise EgressError(message, EgressReason.ANSWER_TIMEOUT) from None
        message = f"more than {_MAX_REDIRECTS} redirects"
        raise EgressError(message, EgressReason.TOO_MANY_REDIRECTS)

    async def close(self) -> None:
        """Nothing is kept here: connections end with their request or with their session."""

    async def _once(
        self,
        method: str,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        session: EgressSession | None,
        cut_at: int | None,
    ) -> EgressAnswer:
        target = _parse(url)
        most = self._max_bytes if cut_at is None else min(cut_at, self._max_bytes)
        request = _request(method, target, body, headers)
        found = await self._exchange(target, method, request, most, session)
        if found.is_cut and cut_at is None:
            message = f"the answer is longer than {most} bytes"
            raise EgressError(message, EgressReason.ANSWER_TOO_LONG)
        return EgressAnswer(found.status, found.headers, found.body, url, found.is_cut)

    async def _exchange(
        self,
        target: "httpx2.URL",
        method: str,
        request: bytes,
        most: int,
        session: EgressSession | None,
    ) -> Exchange:
        """One request on a kept connection or on a new one.

        A kept one may have been closed by the other side the very moment we used it (RFC 9112
        9.3.1): then a new one is tried.
        """
        place = (target.scheme, target.host, target.port or _port_of(target.scheme))
        kept = session.take(place) if session is not None else None
        if kept is not None:
            try:
                return await _on(kept, method, request, most, place, session)
            except EgressError as error:
                if error.reason is not EgressReason.CONNECTION_LOST or kept.has_answered:
                    raise
        return await _on(await self._connect(*place), method, request, most, place, session)

    async def _connect(self, scheme: str, host: str, port: int) -> HttpConnection:
        address = await self.checked_address(host, port)
        tls = self._trust() if scheme == "https" else None
        return await connect(str(address), port, tls, host)

    async def checked_address(self, host: str, port: int) -> _Address:
        """An address of a host that may be reached; what is not HTTP connects to it itself.

        Raises:
            EgressError: the host has none, or one that is not allowed.
        """
        try:
            found = await addresses_of(host, port, socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            message = f"{host} cannot be resolved: {error}"
            raise EgressError(message, EgressReason.NAME_NOT_RESOLVED) from None
        addresses = [ipaddress.ip_address(address) for address in found]
        for address in addresses:
            if not self._may_reach(address):
                message = f"{host} is at {address}, which is not a public address"
                raise EgressError(message, EgressReason.ADDRESS_REFUSED)
        return addresses[0]

    def _may_reach(self, address: _Address) -> bool:
        real = _behind(address)
        if any(real.version == net.version and real in net for net in self._allowed):
            return True
        return real.is_global and not real.is_multicast

    def _trust(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls


async def _on(
    connection: HttpConnection,
    method: str,
    request: bytes,
    most: int,
    place: _Place,
    session: EgressSession | None,
) -> Exchange:
    """One request on a connection, which is kept or closed afterwards, whatever happens."""
    try:
        found = await connection.exchange(method, request, most)
    except BaseException:
        connection.close()
        raise
    if session is None:
        connection.close()
    else:
        session.keep(place, connection)
    return found


def _request(method: str, target: "httpx2.URL", body: bytes, headers: Mapping[str, str]) -> bytes:
    """A request as it goes over the wire (RFC 9112 3)."""
    if _TOKEN.fullmatch(method) is None:
        raise EgressError(f"no method of HTTP: {method[:20]!r}", EgressReason.URL_INVALID)
    lines = [
        f"{method} {target.raw_path.decode('ascii')} HTTP/1.1",
        f"host: {target.netloc.decode('ascii')}",
        "user-agent: voipbin",
        "accept: */*",
        # Nobody here unpacks anything.
        "accept-encoding: identity",
    ]
    if body or method in ("POST", "PUT", "PATCH"):
        lines.append(f"content-length: {len(body)}")
    for name, value in headers.items():
        if _TOKEN.fullmatch(name) is None or _CONTROL.search(value) is not None:
            raise EgressError(f"the header {name[:50]!r} is malformed", EgressReason.URL_INVALID)
        lines.append(f"{name}: {value}")
    head = "\r\n".join([*lines, "", ""])
    return head.encode("utf-8", "replace") + body


@lru_cache(maxsize=1000)
def _parsed(url: str) -> "httpx2.URL":
    import httpx2  # with the first request: many platforms make none for days

    return httpx2.URL(url)


def _parse(url: str) -> "httpx2.URL":
    import httpx2

    try:
        parsed = _parsed(url)
    except (httpx2.InvalidURL, ValueError) as error:
        raise EgressError(f"not a URL: {error}", EgressReason.URL_INVALID) from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        message = f"must be an http or https URL, got {url[:200]!r}"
        raise EgressError(message, EgressReason.URL_INVALID)
    if parsed.userinfo:
        raise EgressError("a URL must not carry a password", EgressReason.URL_INVALID)
    return parsed


def _behind(address: _Address) -> _Address:
    """The IPv4 address that an IPv6 address stands for, or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _port_of(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0] or url


def _origin(url: str) -> tuple[str, str, int | None]:
    target = _parse(url)
    return target.scheme, target.host, target.port


def _without_credentials(headers: Mapping[str, str]) -> dict[str, str]:
    """For another server than they are meant for (RFC 9110 15.4)."""
    return {name: value for name, value in headers.items() if name.lower() != "authorization"}
