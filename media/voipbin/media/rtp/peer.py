"""Where a stream's peer really is: learned from its packets, then locked (symmetric RTP)."""

import ipaddress
from typing import Final, TypeAlias

from voipbin.media.rtp.packet import sequence_delta

Address: TypeAlias = tuple[str, int] | tuple[str, int, int, int]
"""Socket address as `recvfrom` gives it; only host and port are compared."""


def numeric(address: Address | None) -> Address | None:
    """The address if it can be sent to; None for `0.0.0.0` or port 0, which SDP uses for none.

    Raises:
        ValueError: host is a name, whose lookup would stop all calls, or port is above 65535.
    """
    if address is None:
        return None
    host, port = address[:2]
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        raise ValueError(f"peer host {host!r} is not an IP address") from None
    if not 0 <= port <= 65535:
        raise ValueError(f"peer port {port} is not within 0-65535")
    return None if ip.is_unspecified or port == 0 else address


class PeerLock:
    """Decides whose packets belong to a stream and where its own packets go.

    SDP names an address that NAT may have made useless, so the first sender is believed, and
    after `LOCK_AFTER` packets nobody else is: otherwise any host could divert the audio. Only the
    address of the SDP itself may always come, or who is quick to flood our ports while it rings
    would keep the party out. A source address can be forged, an SSRC has to be known: while one
    speaks, no other is heard beside it.
    """

    LOCK_AFTER: Final = 3
    """Packets from one address before it is locked; at once when SDP named it."""
    CANDIDATE_MS: Final = 500.0
    """How long a candidate may pause before another sender may take its place."""
    MOVE_AFTER_MS: Final = 1000.0
    """Silence after which a locked peer may come back from a new NAT binding."""
    RIVAL_MS: Final = 100.0
    """Silence after which another SSRC of the same address is a new stream, not a forged one."""
    _MOVE_WINDOW: Final = 100

    def __init__(self, expected: Address | None = None) -> None:
        """Raises:
        ValueError: expected is not a numeric address.
        """
        self.expected = numeric(expected)
        self.source: Address | None = None
        """The address packets come from; compare with it before calling `accept`."""
        self.locked = False
        self.rejected = 0
        """Packets refused because somebody else sent them."""
        self.ssrc = -1
        """Of the stream that is believed; compare with it before calling `accept`."""
        self.ssrc_bytes = b""
        """The same as packets have it."""
        self._seen = 0
        self._last_ms = 0.0
        self._sequence = 0

    @property
    def destination(self) -> Address | None:
        """Where to send: the learned address, before that the one of SDP."""
        return self.source or self.expected

    def expect(self, address: Address | None) -> None:
        """A new SDP named this address: learn again unless it is where packets come from.

        Raises:
            ValueError: it is not a numeric address.
        """
        address = numeric(address)
        if self.source is None or address is None or self.source[:2] != address[:2]:
            self.source, self.locked, self._seen = None, False, 0
        self.expected = address

    def accept(self, source: Address, ssrc: int, sequence: int, now_ms: float) -> bool:
        """Whether a packet from there belongs to this stream."""
        if source == self.source:
            if not self.locked:
                self._count(source)
            elif ssrc != self.ssrc and now_ms - self._last_ms < self.RIVAL_MS:
                self.rejected += 1
                return False
        elif not self._may_change_to(source, ssrc, sequence, now_ms):
            self.rejected += 1
            return False
        else:
            self.source, self._seen = source, 0
            self._count(source)
        self.note(ssrc, sequence, now_ms)
        return True

    def note(self, ssrc: int, sequence: int, now_ms: float) -> None:
        """Say what came last from the locked source when `accept` was not asked."""
        self._last_ms, self._sequence = now_ms, sequence
        if ssrc != self.ssrc:
            self.ssrc, self.ssrc_bytes = ssrc, ssrc.to_bytes(4, "big")

    def _count(self, source: Address) -> None:
        self._seen += 1
        is_named = self._is_named(source)
        self.locked = self.locked or is_named or self._seen >= self.LOCK_AFTER

    def _is_named(self, source: Address) -> bool:
        return self.expected is not None and source[:2] == self.expected[:2]

    def _may_change_to(self, source: Address, ssrc: int, sequence: int, now_ms: float) -> bool:
        if self.source is None or self._is_named(source):
            return True
        silent_ms = now_ms - self._last_ms
        if self.locked:
            # A NAT that rebound keeps SSRC and sequence; a stranger cannot know them.
            window = self._MOVE_WINDOW + silent_ms / 10
            near = abs(sequence_delta(sequence, self._sequence)) <= window
            return silent_ms >= self.MOVE_AFTER_MS and ssrc == self.ssrc and near
        return silent_ms >= self.CANDIDATE_MS
