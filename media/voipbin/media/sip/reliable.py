"""Provisional responses that are acknowledged (RFC 3262): those we send, and those we get."""

import random
import re
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

from .ack_wait import AckWait
from .dialog import Dialog
from .digest_client import ClientDigest
from .message import Request, Response
from .nothing import nothing
from .transaction import ServerTransaction
from .ua import Line, UserAgent

OPTION: Final = "100rel"
_RACK = re.compile(r"(\d{1,10})\s+(\d{1,10})\s+(\S+)\Z")

Make = Callable[[tuple[Line, ...]], Response]
"""Sends a provisional response with further lines."""


class RAck(NamedTuple):
    """Which response a PRACK is for (7.2)."""

    rseq: int
    cseq: int
    method: str

    @classmethod
    def parse(cls, text: str) -> "RAck":
        """Read the value of RAck.

        Raises:
            ValueError: malformed.
        """
        match = _RACK.match(text.strip())
        if match is None:
            raise ValueError(f"RAck: malformed {text!r}")
        return cls(int(match[1]), int(match[2]), match[3])


class ReliableResponses:
    """The 18x of a call that comes in, one at a time (3)."""

    def __init__(
        self, ua: UserAgent, transaction: ServerTransaction, on_lost: Callable[[], None]
    ) -> None:
        """
        Args:
            on_lost: nobody acknowledged one for 64*T1.
        """
        headers = transaction.request.headers
        self.is_required = OPTION in headers.tokens("Require")
        """The caller takes no others."""
        self.has_agreed = False
        """The caller has our SDP: no offer is open."""
        self._is_supported = self.is_required or OPTION in headers.tokens("Supported")
        self._ua = ua
        self._transaction = transaction
        self._on_lost = on_lost
        self._rseq = random.randint(1, 2**31 - 1)
        self._sent: set[int] = set()
        self._queue: deque[tuple[Make, bool]] = deque()
        self._wait: AckWait | None = None
        self._carries_sdp = False
        self._then: Callable[[], None] | None = None

    def applies(self, *, has_sdp: bool) -> bool:
        """Whether a response should go this way: what opens the media is worth it, ringing is
        not."""
        return self.is_required or (self._is_supported and has_sdp)

    def send(self, make: Make, *, has_sdp: bool) -> None:
        """Send one, as soon as the last one is acknowledged."""
        self._queue.append((make, has_sdp))
        if self._wait is None:
            self._next()

    def after_sdp(self, then: Callable[[], None]) -> bool:
        """Whether a 2xx has to wait: the caller may not have our SDP yet. `then` is called when it
        has; further 18x are not sent any more."""
        self._queue.clear()
        if self._wait is None or not self._carries_sdp:
            return False
        self._then = then
        return True

    def take(self, prack: Request) -> bool:
        """Take a PRACK; False when it is for none of ours. `go_on` once that is answered.

        Raises:
            ValueError: it does not say which one it is for.
        """
        rack = RAck.parse(prack.headers.get("RAck") or "")
        invite = self._transaction.request.cseq
        if (rack.cseq, rack.method) != (invite.number, "INVITE") or rack.rseq not in self._sent:
            return False
        if self._wait is not None and rack.rseq == self._rseq:
            self._wait.acknowledge(prack)
        return True

    def go_on(self) -> None:
        """Send what waited for a PRACK."""
        if self._wait is not None:
            return
        then, self._then = self._then, None
        if then is not None:
            then()
        elif self._queue:
            self._next()

    def stop(self) -> None:
        """A final response was sent, or the call is over."""
        self._queue.clear()
        self._then = None
        if self._wait is not None:
            self._wait.stop()
            self._wait = None
        self._on_lost = nothing

    def _next(self) -> None:
        make, self._carries_sdp = self._queue.popleft()
        self._rseq += 1
        self._sent.add(self._rseq)
        response = make((("Require", OPTION), ("RSeq", self._rseq)))
        self._wait = AckWait(
            self._transaction,
            response,
            self._ua.clock,
            self._ua.config.timers,
            self._acknowledged,
            self._lost,
        )

    def _acknowledged(self, prack: Request) -> None:
        self._wait = None
        self.has_agreed = self.has_agreed or self._carries_sdp

    def _lost(self) -> None:
        self._wait = None
        self._on_lost()


def is_reliable(response: Response) -> bool:
    """Whether a provisional response wants to be acknowledged (3)."""
    return response.status != 100 and OPTION in response.headers.tokens("Require")


class Acknowledger:
    """PRACKs for the 18x of calls we make (4)."""

    def __init__(self, ua: UserAgent) -> None:
        self._ua = ua
        self._last: dict[tuple[int, str], int] = {}

    def take(self, response: Response, dialog: Dialog | None, digest: ClientDigest | None) -> bool:
        """Acknowledge a provisional response that wants it.

        Returns:
            whether it is news: False for one that comes again, or out of order.
        """
        if not is_reliable(response):
            return True
        rseq, key = response.number_or("RSeq", 0), (response.cseq.number, response.to.tag or "")
        last = self._last.get(key)
        if dialog is None or not rseq or (last is not None and rseq != last + 1):
            return False
        self._last[key] = rseq
        rack = f"{rseq} {response.cseq}"
        # What becomes of it changes nothing: where it was lost the response comes again.
        self._ua.send_in_dialog(
            dialog, "PRACK", nothing, nothing, lines=(("RAck", rack),), digest=digest
        )
        return True
