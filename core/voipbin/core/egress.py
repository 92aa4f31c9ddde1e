"""The one way out: every URL a tenant can influence goes through here."""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin

import httpx2

_TIMEOUT_S = 30.0
_CONNECT_TIMEOUT_S = 10.0
_MAX_BYTES = 10 * 1024 * 1024
_MAX_REDIRECTS = 3
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"RFC 6052 2.1."
_REDIRECTS = (301, 302, 303, 307, 308)
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class EgressError(Exception):
    """A request was not answered.

    Args:
        is_refused: the address is not allowed or the URL is no good: trying again is useless.
    """

    def __init__(self, message: str, *, is_refused: bool = False) -> None:
        super().__init__(message)
        self.is_refused = is_refused


@dataclass(frozen=True, slots=True)
class EgressAnswer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def text(self) -> str:
        """The body as text; what is no UTF-8 is replaced."""
        return self.body.decode("utf-8", "replace")


class EgressClient:
    """HTTP to the outside: public addresses only, redirects checked again, size and time capped.

    The name is resolved here, checked, and the checked address is connected to, so that a name
    cannot mean one address for the check and another for the connection.
    """

    def __init__(
        self, allowed_networks: Sequence[str] = (), *, max_bytes: int = _MAX_BYTES
    ) -> None:
        """
        Args:
            allowed_networks: CIDRs that may be reached although they are not public.
            max_bytes: longest answer.

        Raises:
            ValueError: a network is malformed.
        """
        self._allowed: tuple[_Network, ...] = tuple(
            ipaddress.ip_network(network) for network in allowed_networks
        )
        self._max_bytes = max_bytes
        self._client: httpx2.AsyncClient | None = None

    async def request(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> EgressAnswer:
        """Sends a request and reads the whole answer.

        Raises:
            EgressError: refused, unreachable, too slow or too long.
        """
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                for _ in range(_MAX_REDIRECTS + 1):
                    answer = await self._once(method, url, body, headers or {})
                    if answer.status not in _REDIRECTS or "location" not in answer.headers:
                        return answer
                    url = urljoin(url, answer.headers["location"])
                    if answer.status == 303:
                        method, body = "GET", b""
        except TimeoutError:
            raise EgressError(f"{_host(url)} did not answer within {_TIMEOUT_S:.0f} s") from None
        raise EgressError(f"more than {_MAX_REDIRECTS} redirects", is_refused=True)

    async def close(self) -> None:
        """Closes kept connections; may be called twice."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _once(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> EgressAnswer:
        target = _parse(url)
        address = await self.checked_address(target.host, target.port or _port_of(target.scheme))
        pinned = target.copy_with(host=str(address))
        request = self._http().build_request(
            method,
            pinned,
            content=body or None,
            headers={**headers, "host": _host_header(target), "user-agent": "voipbin"},
            # The certificate must be the one of the name, not of the address.
            extensions={"sni_hostname": target.host},
        )
        try:
            response = await self._http().send(request, stream=True)
        except httpx2.HTTPError as error:
            raise EgressError(f"{target.host} cannot be reached: {error}") from None
        try:
            content = await self._read(response)
        except httpx2.HTTPError as error:
            raise EgressError(f"{target.host} broke off: {error}") from None
        finally:
            await response.aclose()
        return EgressAnswer(response.status_code, dict(response.headers), content, url)

    async def _read(self, response: Any) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in response.aiter_bytes():
            size += len(part)
            if size > self._max_bytes:
                raise EgressError(
                    f"the answer is longer than {self._max_bytes} bytes", is_refused=True
                )
            parts.append(part)
        return b"".join(parts)

    async def checked_address(self, host: str, port: int) -> _Address:
        """An address of a host that may be reached; what is not HTTP connects to it itself.

        Raises:
            EgressError: the host has none, or one that is not allowed.
        """
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise EgressError(f"{host} cannot be resolved: {error}") from None
        addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
        for address in addresses:
            if not self._may_reach(address):
                raise EgressError(
                    f"{host} is at {address}, which is not a public address", is_refused=True
                )
        return addresses[0]

    def _may_reach(self, address: _Address) -> bool:
        real = _behind(address)
        if any(real.version == net.version and real in net for net in self._allowed):
            return True
        return real.is_global and not real.is_multicast

    def _http(self) -> httpx2.AsyncClient:
        if self._client is None:
            self._client = httpx2.AsyncClient(
                timeout=httpx2.Timeout(_TIMEOUT_S, connect=_CONNECT_TIMEOUT_S),
                # A kept connection is known by its address: the next name at that address would
                # travel under a certificate that was checked for the last one.
                limits=httpx2.Limits(max_keepalive_connections=0),
                # One client serves every customer: nobody is to send another one's cookies.
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                follow_redirects=False,
                trust_env=False,
            )
        return self._client


def _parse(url: str) -> httpx2.URL:
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError) as error:
        raise EgressError(f"not a URL: {error}", is_refused=True) from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise EgressError(f"must be an http or https URL, got {url[:200]!r}", is_refused=True)
    if parsed.userinfo:
        raise EgressError("a URL must not carry a password", is_refused=True)
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


def _host_header(url: httpx2.URL) -> str:
    return url.netloc.decode("ascii")


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0] or url
