"""Who is listened to: a share of the endpoint for each source address, and bans for abuse.

A message is decided on before it is parsed. What is refused is dropped without an answer: a 403
would tell a scanner that somebody is here, would cost us more than the request cost its sender, and
would make us send to whomever a forged datagram names.

For the same reason only evidence that cannot be forged leads to a ban: wrong passwords under a
nonce that was given to this very address, and what arrives on a connection. Else anybody could have
a carrier banned with a handful of datagrams in its name.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from .flow import Flow

Banned = Callable[[str, str, str], None]
"""Hears of a new ban: source, reason, what was seen."""

_SCANNERS = (
    b"friendly-scanner",
    b"sipvicious",
    b"sipcli",
    b"sip-scan",
    b"sundayddr",
    b"iwar",
    b"sipsak",
    b"vaxsipuseragent",
    b"pplsip",
    b"friendly-request",
)
_HEAD_BYTES = 2048
"""Where a User-Agent is looked for: tools put it near the beginning."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many messages a second, and so many at once after a pause."""

    rate: float
    burst: float


def _default_shares() -> Mapping[bytes, Share]:
    return {
        # An office of two hundred phones that come back from a power cut, behind one address.
        b"REGISTER": Share(20, 400),
        b"INVITE": Share(20, 100),
        b"OPTIONS": Share(10, 50),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardConfig:
    """How much one source may do."""

    shares: Mapping[bytes, Share] = field(default_factory=_default_shares)
    others: Share = Share(100, 500)
    """Of all other requests and of responses together."""
    failures: Share = Share(1 / 20, 20)
    """Wrong passwords: a phone with an old one tries about once a minute, and is never banned."""
    flood: Share = Share(20, 2000)
    """Messages above its share that a connection may send before its source is banned."""
    ban_s: float = 600.0
    """Until the core, which knows of earlier bans, says otherwise."""
    max_sources: int = 20_000
    max_bans: int = 20_000
    max_known: int = 20_000
    """Sources remembered for having proven a password."""
    known_s: float = 7200.0
    """For how long: two registrations of an hour."""
    max_connections: int = 100
    """Connections of one source."""
    max_unanswered: int = 100
    """INVITEs of one source that have no final answer."""


class SourceGuard:
    """Token buckets and bans by source, in tables that cannot grow without end."""

    def __init__(
        self, config: GuardConfig, now_s: Callable[[], float], on_ban: Banned | None = None
    ) -> None:
        self.counters: Counter[str] = Counter()
        """Messages and connections refused, by reason."""
        self.config = config
        self.on_ban = on_ban
        self._now_s = now_s
        self._buckets: OrderedDict[str, dict[bytes, tuple[float, float]]] = OrderedDict()
        self._bans: OrderedDict[str, float | None] = OrderedDict()
        self._trusted: tuple[IPv4Network | IPv6Network, ...] = ()
        self._trusts = lru_cache(maxsize=4096)(self._is_trusted)
        self._connections: Counter[str] = Counter()
        self._unanswered: Counter[str] = Counter()
        self._known: OrderedDict[str, float] = OrderedDict()
        self._shut: list[Callable[[], None]] = []

    def when_banned(self, shut: Callable[[], None]) -> None:
        """Hears that `is_banned` has changed for somebody: connections may have to be closed."""
        self._shut.append(shut)

    # -- what the core says

    def trust(self, networks: Iterable[str]) -> None:
        """Never limit or ban these addresses and networks; entries that are none are left out."""
        known: list[IPv4Network | IPv6Network] = []
        for text in networks:
            try:
                known.append(ip_network(text, strict=False))
            except ValueError:
                continue
        self._trusted = tuple(known)
        self._trusts.cache_clear()

    def set_bans(self, bans: Mapping[str, float | None]) -> None:
        """Replace all bans.

        Args:
            bans: seconds from now by source; None for ever.
        """
        now_s = self._now_s()
        self._bans = OrderedDict(
            (source, None if left_s is None else now_s + left_s)
            for source, left_s in list(bans.items())[: self.config.max_bans]
        )
        self._close_doors()

    # -- what the endpoint asks

    def is_banned(self, host: str) -> bool:
        """Whether an address is not listened to."""
        return not self._trusts(host) and self._is_banned(source_of(host))

    def admits(self, data: bytes, flow: Flow) -> bool:
        """Whether a message is worth parsing."""
        host = flow.remote.host
        if self._trusts(host):
            return True
        source = source_of(host)
        if self._is_banned(source):
            self.counters["banned"] += 1
            return False
        if (tool := _scanner(data)) is not None:
            self.counters["scanner"] += 1
            if flow.reliable:
                self.ban(source, "scanner", f"calls itself {tool}")
            return False
        method = data[:10].partition(b" ")[0]
        share = self.config.shares.get(method)
        if self._take(source, method if share else b"", share or self.config.others):
            return True
        self.counters["limited"] += 1
        if flow.reliable and not self._take(source, b"flood", self.config.flood):
            self.ban(source, "flood", "sent far more than its share on its connections")
        return False

    def connected(self, host: str) -> bool:
        """Take a connection into account; False when it has to be closed at once."""
        source = source_of(host)
        if self._trusts(host):
            refused = ""
        elif self._is_banned(source):
            refused = "banned"
        elif self._connections[source] >= self.config.max_connections:
            refused = "too_many_connections"
        else:
            refused = ""
        if refused:
            self.counters[refused] += 1
            return False
        self._connections[source] += 1
        return True

    def disconnected(self, host: str) -> None:
        """A connection that was taken is gone."""
        _decrease(self._connections, source_of(host))

    def invited(self, host: str) -> bool:
        """Take an INVITE into account; False when its source has too many without an answer."""
        source = source_of(host)
        if self._unanswered[source] >= self.config.max_unanswered and not self._trusts(host):
            self.counters["too_many_unanswered"] += 1
            return False
        self._unanswered[source] += 1
        return True

    def settled(self, host: str) -> None:
        """An INVITE that was taken is over."""
        _decrease(self._unanswered, source_of(host))

    def proved(self, host: str) -> None:
        """Somebody there knows a password."""
        source = source_of(host)
        self._known[source] = self._now_s() + self.config.known_s
        self._known.move_to_end(source)
        if len(self._known) > self.config.max_known:
            self._known.popitem(last=False)

    def knows(self, host: str) -> bool:
        """Whether a source is trusted, or has lately proven a password."""
        if self._trusts(host):
            return True
        source = source_of(host)
        until_s = self._known.get(source)
        if until_s is None or until_s > self._now_s():
            return until_s is not None
        del self._known[source]
        return False

    def failed(self, host: str, username: str) -> None:
        """A wrong password, or a user that does not exist, under a nonce this source was given."""
        source = source_of(host)
        if self._trusts(host) or self._take(source, b"failures", self.config.failures):
            return
        self.ban(source, "failed_passwords", f"wrong passwords, the last one of {username[:64]!r}")

    def ban(self, source: str, reason: str, detail: str) -> None:
        """Stop listening to a source that is not banned yet, and tell of it."""
        if self._is_banned(source):
            return
        self._bans[source] = self._now_s() + self.config.ban_s
        if len(self._bans) > self.config.max_bans:
            self._bans.popitem(last=False)
        self._buckets.pop(source, None)
        self.counters["bans"] += 1
        self._close_doors()
        if self.on_ban is not None:
            self.on_ban(source, reason, detail)

    @property
    def sizes(self) -> dict[str, int]:
        """Entries of each table."""
        return {
            "sources": len(self._buckets),
            "bans": len(self._bans),
            "known": len(self._known),
            "connections": len(self._connections),
            "unanswered": len(self._unanswered),
        }

    # -- inside

    def _close_doors(self) -> None:
        if self._bans:
            for shut in self._shut:
                shut()

    def _take(self, source: str, kind: bytes, share: Share) -> bool:
        """Take a token of a kind; False when there is none."""
        now_s = self._now_s()
        buckets = self._buckets.get(source)
        if buckets is None:
            buckets = self._buckets[source] = {}
            if len(self._buckets) > self.config.max_sources:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(source)
        tokens, seen_s = buckets.get(kind, (share.burst, now_s))
        tokens = min(share.burst, tokens + max(0.0, now_s - seen_s) * share.rate)
        buckets[kind] = (tokens - 1.0 if tokens >= 1.0 else tokens, now_s)
        return tokens >= 1.0

    def _is_banned(self, source: str) -> bool:
        if source not in self._bans:
            return False
        until_s = self._bans[source]
        if until_s is None or until_s > self._now_s():
            return True
        del self._bans[source]
        return False

    def _is_trusted(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            return self._is_trusted(str(address.ipv4_mapped))
        return any(address in network for network in self._trusted)


@lru_cache(maxsize=4096)
def source_of(host: str) -> str:
    """What counts as one source: an IPv4 address, the /64 of an IPv6 one, a household."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), 64), strict=False))


def _scanner(data: bytes) -> str | None:
    """The name of the tool that a User-Agent line gives away."""
    head = data[:_HEAD_BYTES].lower()
    place = head.find(b"\nuser-agent:")
    if place < 0:
        return None
    line = head[place + 12 : head.find(b"\r", place + 1)].strip()
    return next((tool.decode() for tool in _SCANNERS if line.startswith(tool)), None)


def _decrease(counter: Counter[str], source: str) -> None:
    counter[source] -= 1
    if counter[source] <= 0:
        del counter[source]
