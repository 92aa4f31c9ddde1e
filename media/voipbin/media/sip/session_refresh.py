"""Keeping a session alive, or noticing that nobody does (RFC 4028 10)."""

from typing import TYPE_CHECKING
from weakref import proxy

from .message import Response
from .session_timer import SessionInterval, Side, agreed
from .timers import TimerHandle
from .ua import Line, UserAgent

if TYPE_CHECKING:
    from .session import Session

RETRY_S = 3.0
"""Pause before repeating a refresh that met another transaction (491, 500)."""


class SessionRefresh:
    """The running session timer of one session."""

    def __init__(self, session: "Session", ua: UserAgent) -> None:
        self._session: Session = proxy(session)  # its owner: a circle would outlive the call
        self._ua = ua
        self._interval: SessionInterval | None = None
        self._refresh: TimerHandle | None = None
        self._expiry: TimerHandle | None = None

    def arm(self, interval: SessionInterval | None, role: Side) -> None:
        """Start over with what was agreed; None stops the timer."""
        self.stop()
        self._interval = interval
        if interval is None:
            return
        if interval.refresher == role:
            self._refresh = self._ua.clock.call_later(interval.refresh_after_s, self._send)
            after_s = float(interval.interval_s)
        else:
            after_s = interval.give_up_after_s
        self._expiry = self._ua.clock.call_later(after_s, self._expired)

    def stop(self) -> None:
        """Stop both timers."""
        for handle in (self._refresh, self._expiry):
            if handle is not None:
                handle.cancel()
        self._refresh = self._expiry = None

    def offer_lines(self) -> tuple[Line, ...]:
        """Headers for a re-INVITE or UPDATE of ours: keep the interval, refresh by ourselves."""
        if self._interval is None:
            return ()
        return (
            ("Session-Expires", f"{self._interval.interval_s};refresher=uac"),
            ("Min-SE", self._ua.config.min_se_s),
        )

    def _expired(self) -> None:
        self._session.lose("session timer expired")

    def _send(self) -> None:
        dialog = self._session.dialog
        if dialog is None:
            return
        if "update" not in dialog.allow:
            self._ua.spawn(self._session.refresh_by_invite())
            return
        self._ua.send_in_dialog(
            dialog,
            "UPDATE",
            self._answered,
            self._failed,
            lines=self.offer_lines(),
            digest=self._session.digest,
        )

    def _answered(self, response: Response) -> None:
        if response.status < 200:
            return
        if response.status < 300:
            self.arm(agreed(response), "uac")
        elif response.status in (408, 481):
            self._session.lose("peer does not know the call any more")
        elif response.status == 422 and self._interval is not None:
            lowest = response.number_or("Min-SE", self._interval.interval_s)
            self._interval = SessionInterval(max(lowest, self._interval.interval_s), "uac")
            self._send()
        elif response.status in (491, 500):
            self._refresh = self._ua.clock.call_later(RETRY_S, self._send)

    def _failed(self, status: int, text: str) -> None:
        self._session.lose(text)
