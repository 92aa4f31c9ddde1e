"""The Via header: where a response has to go (RFC 3261 18.2.2, RFC 3581)."""

import re
from dataclasses import dataclass, replace

from .grammar import Params, format_params, get_param, parse_params, set_param

MAGIC_COOKIE = "z9hG4bK"
"""Prefix of a branch that identifies its transaction alone (8.1.1.7)."""

_VIA = re.compile(
    r"(?P<name>[A-Za-z]+)\s*/\s*(?P<version>[0-9]+\.[0-9]+)\s*/\s*(?P<transport>[A-Za-z0-9\-.!%*_+`'~]+)\s+"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_\-.]+)\s*(?::\s*(?P<port>[0-9]{1,5}))?\s*(?P<params>;.*)?\Z",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Via:
    """One hop of a request's path."""

    transport: str
    """Upper case: UDP, TCP, TLS, ..."""
    host: str
    port: int | None = None
    params: Params = ()

    @classmethod
    def parse(cls, text: str) -> "Via":
        """Parse one Via value.

        Raises:
            ValueError: malformed.
        """
        match = _VIA.match(text.strip())
        if match is None or match["name"].upper() != "SIP":
            raise ValueError(f"Via: malformed {text!r}")
        port = match["port"]
        if port is not None and int(port) > 65535:
            raise ValueError(f"Via: port out of range in {text!r}")
        return cls(
            match["transport"].upper(),
            match["host"],
            None if port is None else int(port),
            parse_params(match["params"] or "", "Via"),
        )

    def __str__(self) -> str:
        port = "" if self.port is None else f":{self.port}"
        return f"SIP/2.0/{self.transport} {self.host}{port}{format_params(self.params)}"

    @property
    def branch(self) -> str | None:
        """The branch parameter."""
        return get_param(self.params, "branch")

    @property
    def has_cookie(self) -> bool:
        """Whether the branch was made under RFC 3261 rules."""
        branch = self.branch
        return branch is not None and len(branch) > 7 and branch.startswith(MAGIC_COOKIE)

    def param(self, name: str) -> str | None:
        """Value of a parameter; "" for a flag such as rport, None when absent."""
        return get_param(self.params, name)

    def with_param(self, name: str, value: str | None) -> "Via":
        """Copy with one parameter set."""
        return replace(self, params=set_param(self.params, name, value))
