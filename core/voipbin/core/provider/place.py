"""Where a provider is: the server its hostname names, and by which transport it is called."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

TRANSPORTS = ("udp", "tcp", "tls", "ws", "wss")
_PLACE = re.compile(
    r"(?P<sips>sips:)?(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?:;transport=(?P<transport>[a-z]{1,8}))?",
)
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_MAX_HOST = 253


@dataclass(frozen=True, slots=True)
class Place:
    """A SIP server, written [sips:]host[:port][;transport=udp|tcp|tls|ws|wss]."""

    host: str
    "A name or an address, IPv6 in brackets."
    port: int | None = None
    transport: str = ""
    "Empty where it was left open."
    is_secure: bool = False
    "It was written with sips: every hop has to be protected."

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Reads the hostname of a provider.

        Raises:
            ValueError: it is none; the message says what it must be.
        """
        found = _PLACE.fullmatch(text)
        if found is None or not _is_host(found["host"]):
            raise ValueError(f"must be host[:port][;transport=udp|tcp|tls|ws|wss], got {text!r}")
        port = None if found["port"] is None else int(found["port"])
        transport = found["transport"] or ""
        if port is not None and not 0 < port < 65536:
            raise ValueError(f"must have a port from 1 to 65535, got {text!r}")
        if transport not in ("", *TRANSPORTS) or (found["sips"] and transport == "udp"):
            allowed = "tcp, tls, ws or wss" if found["sips"] else "udp, tcp, tls, ws or wss"
            raise ValueError(f"must have transport={allowed}, got {text!r}")
        return cls(found["host"], port, transport, found["sips"] is not None)

    def uri(self, user: str = "") -> str:
        """The SIP URI of a user there, who is escaped already.

        A name without a port or transport says neither: the domain tells both (RFC 3263 4.1).
        """
        scheme = "sips" if self.is_secure else "sip"
        port = "" if self.port is None else f":{self.port}"
        is_open = self.is_secure or (self.port is None and not self._is_numeric)
        transport = self.transport or ("" if is_open else "udp")
        at = f"{user}@" if user else ""
        return f"{scheme}:{at}{self.host}{port}" + (f";transport={transport}" if transport else "")

    @property
    def _is_numeric(self) -> bool:
        try:
            ip_address(self.host.strip("[]"))
        except ValueError:
            return False
        return True


def _is_host(host: str) -> bool:
    if host.startswith("["):
        try:
            IPv6Address(host[1:-1])
        except ValueError:
            return False
        return True
    labels = host.removesuffix(".").split(".")
    return len(host) <= _MAX_HOST and all(_LABEL.fullmatch(label) for label in labels)
