"""Settings of a media node, as its command line gives them."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address

from voipbin.media.sip.config import Listen, TlsConfig
from voipbin.media.sip.source_guard import GuardConfig

DEFAULT_MAX_DURATION_MS = 3_600_000
"""A call ends after an hour unless the core says otherwise."""
DEFAULT_DIAL_TIMEOUT_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSettings:
    """Where a node listens and what it allows."""

    control: str
    """Address of the control service as gRPC writes it: `unix:/run/voipbin/media.sock`."""
    sip_host: str = "127.0.0.1"
    sip_port: int = 0
    """UDP and TCP; 0 takes a free one."""
    sip_tls: tuple[str, int] | None = None
    """Address for SIP over TLS; it needs `tls`."""
    sip_ws: tuple[str, int] | None = None
    """Address for SIP over WebSocket."""
    wss: bool = False
    """WebSocket over TLS; it needs `tls`."""
    tls: TlsConfig | None = None
    """Our certificate, and whom we trust when we call servers; the system's choice when None."""
    audio_host: str = "127.0.0.1"
    audio_port: int = 0
    """Of the public audio stream; 0 takes a free one."""
    rtp_host: str = "127.0.0.1"
    """Local address RTP is bound to."""
    rtp_ports: tuple[int, int] = (0, 0)
    """First and last RTP port; zeros let the system choose."""
    srtp: str = "tls"
    """When our own offers ask for SRTP by SDES: "off", "tls" (to peers called over TLS,
    plain RTP if they refuse) or "always". Offers of others are answered as they ask."""
    public_address: str = ""
    """What peers see of us in Via, Contact and SDP; "" for the listening address."""
    nameserver: tuple[str, int] | None = None
    """Whom to ask for the servers of SIP domains; those of the system when None."""
    server_patience_s: float = 4.0
    """How long a SIP server may be silent before a call goes to the next of its domain."""
    max_streams_per_call: int = 16
    """Audio streams on one call; further ones are refused."""
    query_timeout_s: float = 3.0
    """How long the core may think about a query."""
    credential_cache_s: float = 5.0
    """How long an answer to a credential query is believed."""
    media_timeout_s: float = 300.0
    """An answered call without any RTP or RTCP this long is ended; 0 never."""
    guard: GuardConfig = field(default_factory=GuardConfig)
    """What one source address may do."""
    event_log_size: int = 20_000
    """Events kept for a core that comes back."""
    command_log_size: int = 10_000
    """Results of commands remembered."""

    @property
    def listen(self) -> tuple[Listen, ...]:
        """What the SIP endpoint binds; servers are called over TLS and WebSocket whether we listen
        there or not.

        Such calls leave from where the routing table says, as those over TCP do.
        """
        addresses = [Listen(name, self.sip_host, self.sip_port) for name in ("udp", "tcp")]
        if self.sip_tls is not None:
            addresses.append(Listen("tls", *self.sip_tls, self.tls))
        if self.sip_ws is not None:
            addresses.append(Listen("wss" if self.wss else "ws", *self.sip_ws, self.tls))
        anywhere = "::" if ":" in self.sip_host else str(IPv4Address(0))
        trust = self.tls or TlsConfig()
        served = {address.transport for address in addresses}
        outbound = [
            Listen(name, anywhere, tls=trust, outbound_only=True)
            for name in ("tls", "ws", "wss")
            if name not in served
        ]
        return (*addresses, *outbound)

    @property
    def media_host(self) -> str:
        """Address for the c= line of SDP."""
        return self.public_address or self.rtp_host


def parse_host_port(text: str, field: str) -> tuple[str, int]:
    """Split `host:port`, brackets around IPv6.

    Raises:
        ValueError: malformed; the message names `field`.
    """
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ValueError(f"{field}: {text!r} is not host:port")
    return host.removeprefix("[").removesuffix("]"), int(port)


def parse_port_range(text: str, field: str) -> tuple[int, int]:
    """Split `low-high`.

    Raises:
        ValueError: malformed; the message names `field`.
    """
    low, dash, high = text.partition("-")
    if not dash or not (low.isascii() and low.isdigit() and high.isascii() and high.isdigit()):
        raise ValueError(f"{field}: {text!r} is not low-high")
    return int(low), int(high)
