"""What a peer asks within a call, ends and new dialogs aside (RFC 3261 12.2.2)."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from .constants import REFUSED_METHODS, SDP
from .events import InfoReceived
from .refer import Referral
from .session_state import SessionState
from .transaction import ServerTransaction
from .ua import UserAgent

if TYPE_CHECKING:
    from .session import Session

log = logging.getLogger(__name__)


def take(session: "Session", ua: UserAgent, transaction: ServerTransaction) -> None:
    """Answer a request of any method but ACK, BYE, CANCEL and PRACK."""
    request = transaction.request
    if request.method == "INVITE":
        session.renegotiation.receive_invite(transaction)
    elif request.method == "UPDATE":
        session.renegotiation.receive_update(transaction)
    elif request.method == "INFO":
        ua.respond(transaction, 200)
        session.emit(InfoReceived(request.content_type, request.body))
    elif request.method == "OPTIONS":
        ua.respond(transaction, 200, lines=(("Accept", SDP),))
    elif request.method == "REFER" and session.on_refer is not None:
        _take_refer(session, ua, transaction, session.on_refer)
    elif request.method == "NOTIFY" and session.referrals.receive_notify(transaction):
        pass
    else:
        ua.respond(transaction, REFUSED_METHODS.get(request.method, 501))


def _take_refer(
    session: "Session",
    ua: UserAgent,
    transaction: ServerTransaction,
    hear: Callable[[Referral], None],
) -> None:
    if session.state is not SessionState.UP:
        ua.respond(transaction, 403, reason="Call Not Established")
        return
    try:
        referral = Referral(session, ua, transaction)
    except ValueError as error:
        log.info("REFER refused: %s", error)
        ua.respond(transaction, 400, reason="Bad Refer-To")
        return
    hear(referral)
