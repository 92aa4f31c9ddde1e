"""REFER within a call: the peer asks us to call somebody else, or we ask it (RFC 3515, 4488)."""

import re
from typing import TYPE_CHECKING, Final
from weakref import proxy

from .address import NameAddr
from .errors import SessionError
from .events import ReferNotified
from .final import FinalResponse
from .message import Request, Response
from .past_dialog import PastDialog
from .replaces import Replaces
from .status import REASONS
from .transaction import ServerTransaction
from .ua import Line, UserAgent
from .uri import Uri

if TYPE_CHECKING:
    from .session import Session

SIPFRAG: Final = "message/sipfrag;version=2.0"
EXPIRES_S: Final = 180
"""Longer than any phone rings; the end of the subscription is said in the last NOTIFY."""
DECISION_S: Final = 10.0
"""How long the owner of a call may take to accept a REFER."""

_STATUS_LINE = re.compile(rb"SIP/2\.0 (\d{3}) ?([^\r\n]*)")


class Referral:
    """A REFER of the peer. The first `progress` accepts or refuses it, later ones are told on."""

    def __init__(self, session: "Session", ua: UserAgent, transaction: ServerTransaction) -> None:
        """Raises ValueError when there is not exactly one usable Refer-To (RFC 3515 2.4.2)."""
        request = transaction.request
        targets = request.headers.all("Refer-To")
        if len(targets) != 1:
            raise ValueError(f"Refer-To: one expected, {len(targets)} found")
        self.target: Final[Uri] = NameAddr.parse(targets[0]).uri
        """Whom to call."""
        self.replaces: Final = Replaces.of_uri(self.target) if self.target.is_sip else None
        """The dialog that the call is to take the place of."""
        self.id: Final = request.cseq.number
        self.is_over = False
        self._session = session
        self._ua = ua
        self._transaction = transaction
        self._accepted = False
        # RFC 4488 4: the peer may say that it does not want to hear how it goes.
        wanted = (request.headers.get("Refer-Sub") or "true").partition(";")[0]
        self._silent = wanted.strip().lower() == "false"
        self._deadline = ua.clock.call_later(DECISION_S, self.progress, 503)

    @property
    def replaced(self) -> "Session | None":
        """Our session that `replaces` names; None when there is no such."""
        if self.replaces is None:
            return None
        found = self._ua.dialogs.get(self.replaces.dialog_id)
        return None if isinstance(found, PastDialog) else found

    def progress(self, status: int, reason: str = "") -> None:
        """Say how far the new call is; a final status is the last word.

        Args:
            status: of the new call, 100-699. When 300 or more comes first, REFER itself is refused.
            reason: phrase of it; the usual one when empty.
        """
        if self.is_over:
            return
        self.is_over = status >= 200
        if not self._accepted:
            self._deadline.cancel()
            if status >= 300:
                self._ua.respond(self._transaction, status, reason=reason)
                return
            self._accept()
        if not self._silent and self._session.dialog is not None:
            self._notify(status, reason or REASONS.get(status, "Unknown"))

    def _accept(self) -> None:
        self._accepted = True
        lines: tuple[Line, ...] = (("Contact", self._ua.contact(self._transaction.source)),)
        if self._silent:
            lines += (("Refer-Sub", "false"),)
        self._ua.respond(self._transaction, 202, lines=lines)

    def _notify(self, status: int, reason: str) -> None:
        dialog = self._session.dialog
        assert dialog is not None
        state = "terminated;reason=noresource" if self.is_over else f"active;expires={EXPIRES_S}"
        self._ua.send_in_dialog(
            dialog,
            "NOTIFY",
            self._notified,
            self._lost,
            lines=(
                ("Event", f"refer;id={self.id}"),
                ("Subscription-State", state),
            ),
            body=f"SIP/2.0 {status} {reason}\r\n".encode(),
            content_type=SIPFRAG,
            digest=self._session.digest,
        )

    def _notified(self, response: Response) -> None:
        if response.status in (481, 489, 603):
            self.is_over = True  # the peer does not want to know any more (RFC 6665 4.2.2)

    def _lost(self, status: int, text: str) -> None:
        self.is_over = True


class ReferralsSent:
    """REFERs of ours within one session."""

    def __init__(self, session: "Session", ua: UserAgent) -> None:
        self._session: Session = proxy(session)  # its owner: a circle would outlive the call
        self._ua = ua
        self._open = 0

    async def send(self, refer_to: str, *, subscribe: bool = True) -> None:
        """Ask the peer to call somebody; how it goes comes as `ReferNotified`.

        Args:
            refer_to: URI, with an embedded Replaces where a dialog is to be replaced.
            subscribe: False asks not to be told.

        Raises:
            SessionError: the call is not up, or the peer refused.
        """
        session, dialog = self._session, self._session.dialog
        if session.state != "up" or dialog is None:
            raise SessionError("the call is not up")
        final = FinalResponse()
        lines: tuple[Line, ...] = (
            ("Refer-To", f"<{refer_to}>"),
            ("Referred-By", f"<{session.local.uri}>"),
        )
        if not subscribe:
            lines += (("Refer-Sub", "false"), ("Supported", "norefersub"))
        self._open += subscribe  # a NOTIFY may come before the 202
        self._ua.send_in_dialog(
            dialog, "REFER", final.receive, final.failed, lines=lines, digest=session.digest
        )
        response = await final
        if response.status >= 300:
            self._open -= subscribe
            raise SessionError(f"REFER: {response.status} {response.reason}", response.status)

    def receive_notify(self, transaction: ServerTransaction) -> bool:
        """Take a NOTIFY about one; False when nobody waits for any."""
        request: Request = transaction.request
        event = (request.headers.get("Event") or "").partition(";")[0].strip().lower()
        if not self._open or event != "refer":
            return False
        found = _STATUS_LINE.match(request.body)
        if found is None:
            self._ua.respond(transaction, 400, reason="Bad Sipfrag")
            return True
        state = (request.headers.get("Subscription-State") or "").lower()
        is_last = state.startswith("terminated")
        self._open -= is_last
        self._ua.respond(transaction, 200)
        reason = found[2].decode(errors="replace")
        self._session.emit(ReferNotified(int(found[1]), reason, is_last))
        return True
