"""Where a message came from and how to send something back there."""

import re
from dataclasses import dataclass
from typing import NamedTuple

_TEXT = re.compile(r"(udp|tcp|tls|ws|wss):(.+):(\d{1,5})>(.+):(\d{1,5})\Z")


class HostPort(NamedTuple):
    """A numeric address (IPv6 without brackets) and port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Flow:
    """A path to one peer: a connection, for UDP a pair of sockets (RFC 5626 1)."""

    transport: str
    """`udp`, `tcp`, `tls`, `ws` or `wss`."""
    local: HostPort
    """Our address the peer talks to."""
    remote: HostPort
    server_name: str = ""
    """Connections we make: the name of the server, which a certificate has to carry."""

    @classmethod
    def parse(cls, text: str) -> "Flow":
        """Read what `str(flow)` wrote, for bindings kept elsewhere.

        Raises:
            ValueError: malformed.
        """
        match = _TEXT.match(text)
        if match is None:
            raise ValueError(f"flow: malformed {text!r}")
        local = HostPort(match[2].strip("[]"), int(match[3]))
        return cls(match[1], local, HostPort(match[4].strip("[]"), int(match[5])))

    def __str__(self) -> str:
        return f"{self.transport}:{self.local}>{self.remote}"

    @property
    def reliable(self) -> bool:
        """Whether the transport itself repeats lost bytes."""
        return self.transport != "udp"

    @property
    def secure(self) -> bool:
        """Whether nobody on the way can read or change what is sent."""
        return self.transport in ("tls", "wss")

    @property
    def lasting(self) -> bool:
        """The peer can or should only be reached on this very connection: browsers always
        (RFC 7118 5), others because a second one would have to be trusted anew (RFC 5923)."""
        return self.transport in ("tls", "ws", "wss")
