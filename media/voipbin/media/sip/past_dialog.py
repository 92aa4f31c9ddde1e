"""What is left of a call whose signalling is done."""

from .dialog import Dialog
from .message import Request
from .transaction import ServerTransaction
from .ua import UserAgent


class PastDialog:
    """Answers late requests of a dialog, so that the call itself, which is large, need not stay."""

    def __init__(self, ua: UserAgent, dialog: Dialog) -> None:
        self._ua = ua
        self._dialog = dialog

    def receive_ack(self, ack: Request) -> None:
        """Nobody waits for it any more."""

    def receive_request(self, transaction: ServerTransaction) -> None:
        """Take a request: the peer may have hung up at the same time as we (RFC 3261 15.1.2)."""
        if not self._dialog.take(transaction.request):
            self._ua.respond(transaction, 500, reason="Out Of Order")
        elif transaction.request.method == "BYE":
            self._ua.respond(transaction, 200)
        else:
            self._ua.respond(transaction, 481)
