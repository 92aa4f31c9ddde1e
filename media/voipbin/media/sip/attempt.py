"""One INVITE on its way to one server, and what its answers oblige us to."""

import logging
from collections.abc import Callable, Iterable

from .dialog import Dialog
from .digest_client import ClientDigest
from .flow import Flow
from .headers import Headers
from .invite import make_cancel
from .message import Request, Response
from .nothing import nothing
from .timers import TimerHandle
from .transaction import ClientTransaction
from .transaction.client import UNREACHABLE
from .ua import FailureCallback, Line, ResponseCallback, UserAgent

log = logging.getLogger(__name__)


class Attempt:
    """A call may take several: challenges, refusals and other servers each ask for another.

    One that was given up for another server is still on its way. Whoever answers it late must not
    go on ringing, nor talk to nobody.
    """

    def __init__(
        self,
        ua: UserAgent,
        request: Request,
        flow: Flow,
        *,
        kept: Flow | None,
        digest: ClientDigest | None,
    ) -> None:
        """
        Args:
            request: without Via.
            kept: the flow that the dialog stays on if this one does not last.
            digest: for challenges to the BYE of an unwanted answer.
        """
        self.request = request
        self.flow = flow
        self.heard = False
        """Some response has come."""
        self.is_decided = False
        """A final response has come."""
        self._ua = ua
        self._kept = kept
        self._digest = digest
        self._transaction: ClientTransaction | None = None
        self._patience: TimerHandle | None = None
        self._connecting: TimerHandle | None = None
        self._on_response: ResponseCallback = nothing
        self._on_failure: FailureCallback = nothing
        self._is_dropped = False
        self._cancelled = False
        self._acks: dict[str, Callable[[], None]] = {}

    def send(
        self,
        on_response: ResponseCallback,
        on_failure: FailureCallback,
        *,
        patience_s: float | None = None,
        connect_s: float | None = None,
    ) -> None:
        """Send it; called once.

        Args:
            on_failure: hears 408 also when there was no response within `patience_s`, and 503 when
                there was no connection by then to send it on; it is the last that is heard.
            patience_s: None to leave that to timer B.
            connect_s: the same for a connection alone; None to leave that to `patience_s`.
        """

        self._on_response, self._on_failure = on_response, on_failure
        if patience_s is not None:
            self._patience = self._ua.clock.call_later(patience_s, self._lose_patience)
        if connect_s is not None:
            self._connecting = self._ua.clock.call_later(connect_s, self._withdraw)
        self._transaction = self._ua.send(self.request, self.flow, self._receive, self._failed)

    def _receive(self, response: Response) -> None:
        self.wait()
        self.heard = True
        self.is_decided |= response.status >= 200
        if self._is_dropped:
            self._refuse(response)
            return
        on_response = self._on_response
        if response.status >= 300:
            self._drop()
        on_response(response)

    def _failed(self, status: int, text: str) -> None:
        self.wait()
        on_failure = self._on_failure
        self._drop()
        on_failure(status, text)

    def _withdraw(self) -> bool:
        """Give up a server that takes no connection; False when it has taken one.

        It has heard nothing and never will: a firewall that drops what it is asked says nothing.
        """
        transaction = self._transaction
        if transaction is None or not self._ua.transport.withdraw(transaction.data, self.flow):
            return False
        transaction.abandon()
        self._failed(UNREACHABLE, f"{self.flow.remote} takes no {self.flow.transport} connection")
        return True

    def _lose_patience(self) -> None:
        if self._withdraw():
            return
        if self._transaction is not None:
            self._transaction.stop_repeating()
        on_failure = self._on_failure
        self._drop()
        on_failure(408, f"{self.flow.remote} is silent")

    def let_go(self) -> None:
        """The call is over; what still comes is told to nobody, a 2xx again is acknowledged."""
        if self.is_decided:
            self._drop()

    def _drop(self) -> None:
        self._is_dropped = True
        # They hold the call, which holds this.
        self._on_response, self._on_failure = nothing, nothing

    def wait(self) -> None:
        """Have all the patience of timer B from now on."""
        for timer in (self._patience, self._connecting):
            if timer is not None:
                timer.cancel()

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
        self._ua.transactions.request(cancel, self.flow, nothing, nothing)
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

    def dismiss(self, dialog: Dialog) -> None:
        """Hang up what nobody needs: another fork answered, or another server."""
        self._ua.send_in_dialog(dialog, "BYE", nothing, nothing, digest=self._digest)

    def _refuse(self, response: Response) -> None:
        """End what a late answer begins; refusals are acknowledged by the transaction."""
        if response.status < 200:
            if not self.is_decided and self.cancel():
                self._ua.clock.call_later(self._ua.config.timers.timeout_s, self._forget_undecided)
        elif response.status < 300 and (acknowledged := self.acknowledge(response)) is not None:
            self.dismiss(acknowledged[0])

    def _forget_undecided(self) -> None:
        if not self.is_decided:
            self.forget()
