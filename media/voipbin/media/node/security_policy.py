"""Which protection we ask for when we call somebody."""

import re
from typing import Final

from voipbin.media.rtp import srtp
from voipbin.media.sip import Security

CHOICES: Final = ("off", "tls", "always")

_OPEN = re.compile(r"sip:(?:[^@]*@)?[A-Za-z0-9.-]*[A-Za-z][A-Za-z0-9.-]*(?:;|\Z)", re.IGNORECASE)
"""A name, neither followed by a port nor by a transport."""
_TRANSPORT = re.compile(r";transport=([a-z]+)", re.IGNORECASE)


class SecurityPolicy:
    """SDES belongs on TLS: its keys are in the SDP, for everybody on the path to read."""

    def __init__(self, choice: str) -> None:
        """Raises:
        ValueError: unknown choice.
        """
        if choice not in CHOICES:
            raise ValueError(f"srtp: {choice!r} is not one of {', '.join(CHOICES)}")
        self._choice = choice

    @property
    def optional(self) -> bool:
        """Plain RTP will do where SRTP is refused: many telephones speak TLS alone. Who could
        forge such a refusal could read the keys as well."""
        return self._choice != "always"

    @property
    def on_demand(self) -> bool:
        """Who takes nothing but SRTP gets it wherever it is: keys that others could read are no
        worse than the audio that they could hear otherwise."""
        return self._choice == "tls"

    @property
    def only_on_tls(self) -> bool:
        """Keys are shown on TLS alone, wherever a name leads."""
        return self._choice == "tls"

    def of_call(self, request_uri: str, next_hop: str) -> Security:
        """For a call to that URI, sent to "tls:192.0.2.1:5061" or "" for where the URI says."""
        transport = transport_of(request_uri, next_hop)
        if transport in ("ws", "wss"):
            return Security.DTLS  # browsers accept nothing else, nor do servers for them
        if not srtp.available():
            return Security.NONE
        wanted = self._choice == "always" or (self._choice == "tls" and transport in ("tls", ""))
        return Security.SDES if wanted else Security.NONE


def transport_of(request_uri: str, next_hop: str) -> str:
    """The transport such a call is sent on; "" while only the DNS knows (RFC 3263 4.1)."""
    if next_hop:
        return next_hop.partition(":")[0]
    match = _TRANSPORT.search(request_uri)
    asked = "" if match is None else match[1].lower()
    if request_uri.startswith("sips:"):
        return "wss" if asked in ("ws", "wss") else "tls"
    if asked:
        return asked
    return "" if _OPEN.match(request_uri) else "udp"
