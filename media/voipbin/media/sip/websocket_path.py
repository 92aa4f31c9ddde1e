"""Which path of a server speaks SIP over WebSocket: RFC 7118 sets none, a SIP URI has no place for
one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

USUAL: Final = "/ws"
"""Asterisk wants this one, and most other servers take any."""
_PATH = re.compile(r"/[A-Za-z0-9/._~!$&'()*+;:@%-]{0,199}\Z")
_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")


@dataclass(frozen=True, slots=True)
class WebSocketPaths:
    """Paths by the host of a SIP URI, and one for all others."""

    usual: str = USUAL
    by_host: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "WebSocketPaths":
        """Read `/path` and `host=/path`, separated by commas; empty text is the usual one.

        Raises:
            ValueError: malformed, or a path or a host is there twice; names it.
        """
        found: dict[str, str] = {}
        for entry in filter(None, map(str.strip, text.split(","))):
            host, equals, path = entry.rpartition("=")
            if _PATH.match(path) is None or (equals and _HOST.fullmatch(host) is None):
                raise ValueError(f"{entry!r} is neither /PATH nor HOST=/PATH")
            key = _key(host)
            if key in found:
                raise ValueError(f"{entry!r} is there a second time")
            found[key] = path
        return cls(found.pop("", USUAL), found)

    def of(self, host: str) -> str:
        """The path of a server."""
        return self.by_host.get(_key(host), self.usual)


def _key(host: str) -> str:
    return host.strip("[]").lower().rstrip(".")
