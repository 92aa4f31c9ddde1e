"""Settings of one endpoint."""

from dataclasses import dataclass, field

from .media import G722, OPUS, PCMA, PCMU, Codec
from .timers import TimerConfig
from .websocket_path import WebSocketPaths


@dataclass(frozen=True, slots=True)
class TlsConfig:
    """Files in PEM for TLS."""

    certificate: str = ""
    """Our certificate, followed by those between it and its root; who listens has to have one."""
    key: str = ""
    ca: str = ""
    """Certificates that servers we call are checked against; the system's when empty."""
    verify: bool = True
    """False: believe any server, for laboratories."""
    wildcards: bool = False
    """A certificate for *.example.com is one for sip.example.com, too: RFC 5922 7.2 forbids that,
    and carriers have such."""


@dataclass(frozen=True, slots=True)
class Listen:
    """One address to listen on; port 0 takes a free one."""

    transport: str
    """`udp`, `tcp`, `tls`, `ws` or `wss`."""
    host: str = "127.0.0.1"
    port: int = 0
    tls: TlsConfig | None = field(default=None, compare=False, repr=False)
    """For `tls` and `wss`, which need it."""
    outbound_only: bool = False
    """Nobody can connect here: it is only for connections we make."""
    paths: WebSocketPaths = field(default=WebSocketPaths(), compare=False, repr=False)
    """Of `ws` and `wss` servers that we connect to; who connects to us may ask for any path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointConfig:
    """How an endpoint listens and speaks; the defaults suit a loopback platform."""

    listen: tuple[Listen, ...] = (Listen("udp"), Listen("tcp"))
    """A TCP listener with port 0 takes the port of the UDP one before it, if it is free."""
    advertised_hosts: tuple[str, ...] = ()
    """What is written into Via and Contact: a name, or an address for each address family; the
    listening address where there is none."""
    product: str = "voipbin"
    """Server and User-Agent."""
    codecs: tuple[Codec, ...] = (PCMU, PCMA, G722, OPUS)
    """An offer sharing none of these is refused 488 before the handler hears of it."""
    session_expires_s: int = 1800
    """RFC 4028 interval; 0 switches session timers off."""
    min_se_s: int = 90
    timers: TimerConfig = field(default_factory=TimerConfig)
    server_patience_s: float = 4.0
    """An INVITE that a server leaves without any response this long goes to another, where there is
    one (RFC 3263 4.3); else timer B decides. Four seconds are four packets, and few callers hear a
    silence to its end that is much longer. Half of it is left to a connection that is made for the
    size of the INVITE alone, before it goes by UDP. A server that failed lately has a
    quarter of it: a carrier that is down should cost one call its seconds, not all of them."""
    max_transactions: int = 20_000
    """Server transactions alive at once; strangers share half of them and forget each other's,
    the known get 503 beyond."""
    max_sessions: int = 5_000
    """Calls at once; strangers may make half of them."""
    max_asking: int = 500
    """Datagrams of strangers about which the handler is asked at once; others are dropped, and
    come again."""
    max_connections: int = 2_000
    """Connections of each listener alive at once; beyond them new ones are closed."""
    registrar_min_expires_s: int = 60
    registrar_max_expires_s: int = 3600
    nonce_lifetime_s: float = 300.0
