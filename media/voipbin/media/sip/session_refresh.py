"""Keeping a session alive, or noticing that nobody does (RFC 4028 10)."""

import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Final
from weakref import proxy

from .errors import Refused, SessionError
from .failed_servers import retry_after_s
from .glare import glare_delay_s
from .message import Response
from .session_timer import SessionInterval, Side, agreed
from .timers import TimerHandle
from .ua import Line, UserAgent

if TYPE_CHECKING:
    from .session import Session

log = logging.getLogger(__name__)

RETRY_S: Final = 3.0
"""Pause before a refresh is tried again, unless the refusal names one; doubled each time."""


class SessionRefresh:
    """The running session timer of one session.

    A refresh that is refused is tried again as its answer asks, as long as there is time. Who says
    408 or 481 does not know the call any more.
    """

    def __init__(self, session: "Session", ua: UserAgent) -> None:
        self._session: Session = proxy(session)  # its owner: a circle would outlive the call
        self._ua = ua
        self._interval: SessionInterval | None = None
        self._min_se_s = ua.config.min_se_s
        self._pause_s = RETRY_S
        self._by_invite = False
        """The peer has taken back that it takes UPDATE."""
        self._refresh: TimerHandle | None = None
        self._expiry: TimerHandle | None = None

    def arm(self, interval: SessionInterval | None, role: Side) -> None:
        """Start over with what was agreed; None stops the timer.

        Whoever refreshes, the call ends a little before its time when that was not done: a BYE
        after it might find the peer's side of the call gone.
        """
        self.stop()
        self._interval, self._pause_s = interval, RETRY_S
        if interval is None:
            return
        if interval.refresher == role:
            self._again(interval.refresh_after_s)
        self._expiry = self._ua.clock.call_later(interval.give_up_after_s, self._expired)

    def stop(self) -> None:
        """Stop both timers; what was sent already changes nothing any more."""
        for handle in (self._refresh, self._expiry):
            if handle is not None:
                handle.cancel()
        self._refresh = self._expiry = self._interval = None

    def offer_lines(self) -> tuple[Line, ...]:
        """Headers for a re-INVITE or UPDATE of ours: keep the interval, refresh by ourselves."""
        if self._interval is None:
            return ()
        return (
            ("Session-Expires", f"{self._interval.interval_s};refresher=uac"),
            ("Min-SE", self._min_se_s),
        )

    def lengthen(self, response: Response) -> bool:
        """Take the Min-SE of a 422 (7.4); False when there is none that would change anything."""
        interval = self._interval
        lowest_s = response.number_or("Min-SE", 0)
        if interval is None or lowest_s <= max(interval.interval_s, self._min_se_s):
            return False
        self._min_se_s = lowest_s
        self._interval = SessionInterval(lowest_s, "uac")
        return True

    def _expired(self) -> None:
        self._session.lose("session timer expired")

    def _again(self, after_s: float) -> None:
        if self._refresh is not None:
            self._refresh.cancel()
        self._refresh = self._ua.clock.call_later(after_s, self._send)

    def _send(self) -> None:
        dialog = self._session.dialog
        if dialog is None:
            return
        if self._by_invite or "update" not in dialog.allow:
            self._ua.spawn(self._hear(self._session.refresh_by_invite()))
            return
        self._ua.send_in_dialog(
            dialog,
            "UPDATE",
            self._answered,
            self._failed,
            lines=self.offer_lines(),
            digest=self._session.digest,
        )

    async def _hear(self, refreshing: Awaitable[None]) -> None:
        try:
            await refreshing
        except Refused as refusal:
            self._refused(refusal.response)
        except SessionError as error:  # not up any more, or its answer was none
            log.info("session refresh: %s", error)

    def _answered(self, response: Response) -> None:
        if response.status < 200 or self._interval is None:
            return
        if response.status < 300:
            self.arm(agreed(response), "uac")
        else:
            self._refused(response)

    def _failed(self, status: int, text: str) -> None:
        self._refused(Response(status, text))

    def _refused(self, response: Response) -> None:
        if self._interval is None:
            return
        match response.status:
            case 408 | 481:
                self._session.lose("peer does not know the call any more")
            case 422 if self.lengthen(response):
                self._send()
            case 405 | 501 if not self._by_invite:
                self._by_invite = True
                self._send()
            case 491:
                self._again(glare_delay_s(self._session.owns_call_id))
            case status if status < 600:
                wanted_s = retry_after_s(response)
                self._again(max(self._pause_s if wanted_s is None else wanted_s, RETRY_S))
                self._pause_s *= 2
