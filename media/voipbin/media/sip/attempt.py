"""One INVITE on its way to one server, and what its answers oblige us to."""

import logging
from collections.abc import Callable, Iterable

from .dialog import Dialog
from .digest_client import ClientDigest
from .flow import Flow
from .headers import Headers
from .invite import make_cancel
from .message import Request, Response
from .transaction import ClientTransaction
from .ua import FailureCallback, Line, ResponseCallback, UserAgent

log = logging.getLogger(__name__)


class Attempt:
    """A call may take several: challenges, refusals and other servers each ask for another."""

    def __init__(self, ua: UserAgent, request: Request, flow: Flow, kept: Flow | None) -> None:
        """
        Args:
            request: without Via.
            kept: the flow that the dialog stays on if this one does not last.
        """
        self.request = request
        self.flow = flow
        self.heard = False
        """Some response has come."""
        self._ua = ua
        self._kept = kept
        self._transaction: ClientTransaction | None = None
        self._cancelled = False
        self._acks: dict[str, Callable[[], None]] = {}

    def send(self, on_response: ResponseCallback, on_failure: FailureCallback) -> None:
        """Send it; called once."""

        def receive(response: Response) -> None:
            self.heard = True
            on_response(response)

        self._transaction = self._ua.send(self.request, self.flow, receive, on_failure)

    @property
    def kept_flow(self) -> Flow | None:
        """The flow the dialog stays on; None when its route or target decides."""
        return self.flow if self.flow.lasting else self._kept

    def cancel(self, lines: Iterable[Line] = ()) -> bool:
        """Send CANCEL, once; whether it was sent now.

        9.1: it may go only after a provisional response.
        """
        if self._cancelled or not self.heard:
            return False
        self._cancelled = True
        cancel = make_cancel(self.request)
        for name, value in lines:
            cancel.headers.add(name, value)
        cancel.headers.add("User-Agent", self._ua.product)
        self._ua.transactions.request(cancel, self.flow, ignore_response, ignore_failure)
        return True

    def forget(self) -> None:
        """Wait for nothing more: an answer that has not come by now never will."""
        if self._transaction is not None:
            self._transaction.abandon()

    def acknowledge(self, response: Response) -> tuple[Dialog, str] | None:
        """Send the ACK of a 2xx; None when that only was the 2xx again (13.2.2.4).

        Returns:
            The dialog, and what makes it useless. Without a Contact nobody knows where the call
            is; yet its ACK and a BYE are owed, and go where the INVITE went.
        """
        tag = response.to.tag or ""
        if tag in self._acks:
            self._acks[tag]()
            return None
        fault = ""
        try:
            dialog = Dialog.from_response(self.request, response, self.kept_flow)
        except ValueError as error:
            log.warning("answer of %s cannot be used: %s", self.request.uri.host, error)
            fault = str(error)
            headers = Headers()
            headers.add("To", response.headers.get("To"))
            bare = Response(response.status, response.reason, headers)
            target = self.request.uri
            dialog = Dialog.from_response(self.request, bare, self.flow, target=target)
        self._acks[tag] = self._ua.send_ack(dialog, response.cseq.number)
        return dialog, fault

    def dismiss(self, dialog: Dialog, digest: ClientDigest | None) -> None:
        """Hang up what nobody needs: another fork answered, or another server."""
        self._ua.send_in_dialog(dialog, "BYE", ignore_response, ignore_failure, digest=digest)


def ignore_response(response: Response) -> None:
    """The answer changes nothing."""


def ignore_failure(status: int, text: str) -> None:
    """Nor does its absence."""
