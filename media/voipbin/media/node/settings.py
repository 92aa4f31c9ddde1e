"""Settings of a media node, as its command line gives them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address

from voipbin.media.family import is_ipv6, told_of
from voipbin.media.sip.config import Listen, TlsConfig
from voipbin.media.sip.source_guard import GuardConfig
from voipbin.media.sip.websocket_path import WebSocketPaths

DEFAULT_MAX_DURATION_MS = 3_600_000
"""A call ends after an hour unless the core says otherwise."""
DEFAULT_DIAL_TIMEOUT_MS = 60_000

Places = tuple[tuple[str, int], ...]
"""Host and port: one, or one of each address family."""
_ANYWHERE = {False: str(IPv4Address(0)), True: str(IPv6Address(0))}


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSettings:
    """Where a node listens and what it allows."""

    control: str
    """Address of the control service as gRPC writes it: `unix:/run/voipbin/media.sock`."""
    sip: Places = (("127.0.0.1", 0),)
    """UDP and TCP, at an address or at one of each family; port 0 takes a free one."""
    sip_tls: Places = ()
    """Addresses for SIP over TLS; they need `tls`."""
    sip_ws: Places = ()
    """Addresses for SIP over WebSocket."""
    wss: bool = False
    """WebSocket over TLS; it needs `tls`."""
    ws_paths: WebSocketPaths = field(default_factory=WebSocketPaths)
    """Of SIP servers that are called over WebSocket."""
    tls: TlsConfig | None = None
    """Our certificate, and whom we trust when we call servers; the system's choice when None."""
    audio_host: str = "127.0.0.1"
    audio_port: int = 0
    """Of the public audio stream; 0 takes a free one."""
    rtp_hosts: tuple[str, ...] = ("127.0.0.1",)
    """Local address RTP is bound to, or one of each family."""
    rtp_ports: tuple[int, int] = (0, 0)
    """First and last RTP port; zeros let the system choose."""
    srtp: str = "tls"
    """When our own offers ask for SRTP by SDES: "off", "tls" (to peers called over TLS,
    plain RTP if they refuse) or "always". Offers of others are answered as they ask."""
    public_addresses: tuple[str, ...] = ()
    """What peers see of us in Via, Contact and SDP, by address family; the listening address of
    those that are not here."""
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
        addresses = [Listen(name, *place) for place in self.sip for name in ("udp", "tcp")]
        addresses += [Listen("tls", *place, self.tls) for place in self.sip_tls]
        web = "wss" if self.wss else "ws"
        addresses += [Listen(web, *place, self.tls, paths=self.ws_paths) for place in self.sip_ws]
        trust = self.tls or TlsConfig()
        served = {(address.transport, is_ipv6(address.host)) for address in addresses}
        outbound = [
            Listen(name, _ANYWHERE[of_ipv6], 0, trust, outbound_only=True, paths=self.ws_paths)
            for of_ipv6 in dict.fromkeys(is_ipv6(address.host) for address in addresses)
            for name in ("tls", "ws", "wss")
            if (name, of_ipv6) not in served
        ]
        return (*addresses, *outbound)

    @property
    def own_host(self) -> str:
        """What we are called where nobody says who calls, as it stands in a URI."""
        host = (*self.public_addresses, self.sip[0][0])[0]
        return f"[{host}]" if is_ipv6(host) else host

    @property
    def rtp_binding(self) -> tuple[str, str]:
        """Where RTP is bound: an address, and one of the other family or ""."""
        return self.rtp_hosts[0], "".join(self.rtp_hosts[1:])

    @property
    def media_hosts(self) -> tuple[str, str]:
        """The same as SDP has it in its c= line."""
        told = told_of(self.rtp_hosts, self.public_addresses)
        return told[0], "".join(told[1:])


def parse_host_port(text: str, field: str) -> tuple[str, int]:
    """Split `host:port`, brackets around IPv6.

    Raises:
        ValueError: malformed; the message names `field`.
    """
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ValueError(f"{field}: {text!r} is not host:port")
    return host.removeprefix("[").removesuffix("]"), int(port)


def parse_places(text: str, field: str) -> Places:
    """Split `host:port`, or two of them of different address families, separated by a comma.

    Raises:
        ValueError: malformed, or two of one family; the message names `field`.
    """
    places = tuple(parse_host_port(part.strip(), field) for part in text.split(",") if text)
    one_of_each([host for host, _ in places], field)
    return places


def one_of_each(hosts: Sequence[str], field: str) -> tuple[str, ...]:
    """Those hosts, of which there is one at most of IPv4 and of IPv6.

    Raises:
        ValueError: there are more; the message names `field`.
    """
    if len({is_ipv6(host) for host in hosts}) < len(hosts):
        raise ValueError(f"{field}: {', '.join(hosts)} are not one of IPv4 and one of IPv6")
    return tuple(hosts)


def parse_port_range(text: str, field: str) -> tuple[int, int]:
    """Split `low-high`.

    Raises:
        ValueError: malformed; the message names `field`.
    """
    low, dash, high = text.partition("-")
    if not dash or not (low.isascii() and low.isdigit() and high.isascii() and high.isdigit()):
        raise ValueError(f"{field}: {text!r} is not low-high")
    return int(low), int(high)
