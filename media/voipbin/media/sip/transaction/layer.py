"""Matching messages to transactions (RFC 3261 17.1.3, 17.2.3) in bounded tables.

Anybody can send requests in the name of any address, so the table of what we answer must not be
theirs to fill. Strangers share half of it, and when that is full the oldest of theirs is forgotten
for the newest: it was challenged long ago, and a client that never saw the challenge sends its
request again. So under a flood challenges become stateless by themselves (RFC 3261 8.2.7, 22), and
whoever is known is served as ever.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Protocol

from ..flow import Flow, HostPort
from ..message import Message, Request, Response, make_response
from ..timers import Clock, TimerConfig
from .client import ClientTransaction, InviteClient, NonInviteClient
from .machine import Machine, Sender, State
from .server import InviteServer, NonInviteServer, ServerTransaction

ServerKey = tuple[str, ...]
ClientKey = tuple[str, str]
MergeKey = tuple[str, str, str]


class TransactionUser(Protocol):
    """The layer above: dialogs, registrar, sessions."""

    def knows(self, request: Request, flow: Flow) -> bool:
        """Whether a request is from somebody known, by its source or by what it carries."""

    def forgotten(self, transaction: ServerTransaction) -> None:
        """Stop working on a stranger's request; it gets no answer any more."""

    def request_received(self, transaction: ServerTransaction) -> None:
        """Take a new request, ACK and CANCEL excepted."""

    def cancel_received(self, invite: InviteServer) -> None:
        """Take the wish to cancel a pending INVITE; the CANCEL itself is answered already."""

    def ack_received(self, ack: Request) -> None:
        """Take an ACK that belongs to no refusal: the one to a 2xx."""

    def stray_response(self, response: Response, flow: Flow) -> None:
        """Take a response that matches nothing, such as a very late 2xx."""


class TransactionLayer:
    """All transactions of one endpoint."""

    def __init__(
        self,
        user: TransactionUser,
        send: Sender,
        clock: Clock,
        timers: TimerConfig,
        *,
        max_transactions: int,
        product: str,
        holds: Callable[[Flow], bool] = lambda _: True,
    ) -> None:
        """
        Args:
            holds: whether the connection of a flow is there.
        """
        self.counters: Counter[str] = Counter()
        """What happened that is not worth a log line each."""
        self._user = user
        self._send = send
        self._clock = clock
        self._timers = timers
        self._max = max_transactions
        self._product = product
        self._holds = holds
        self._clients: dict[ClientKey, ClientTransaction] = {}
        self._servers: dict[ServerKey, ServerTransaction] = {}
        self._strangers: OrderedDict[ServerTransaction, None] = OrderedDict()
        self._merged: dict[MergeKey, ServerKey] = {}

    @property
    def size(self) -> int:
        """Transactions alive."""
        return len(self._clients) + len(self._servers)

    @property
    def sizes(self) -> dict[str, int]:
        """Entries of each table."""
        return {
            "clients": len(self._clients),
            "servers": len(self._servers),
            "strangers": len(self._strangers),
            "merged": len(self._merged),
        }

    def keep(self, transaction: ServerTransaction) -> None:
        """Its sender turned out to be no stranger: it stays until it is over."""
        self._strangers.pop(transaction, None)

    def is_stranger(self, transaction: ServerTransaction) -> bool:
        """Whether it may be forgotten for another."""
        return transaction in self._strangers

    def release(self, transaction: ServerTransaction) -> None:
        """It was refused: only its ACK is awaited, and that may be forgotten."""
        if transaction.state is State.COMPLETED:
            self._strangers[transaction] = None

    def request(
        self,
        request: Request,
        flow: Flow,
        on_response: Callable[[Response], None],
        on_failure: Callable[[int, str], None],
    ) -> ClientTransaction:
        """Send a request (not ACK) in a new client transaction.

        `on_failure` gets 408 or 503 and a text when no final response will come.
        """
        kind = InviteClient if request.method == "INVITE" else NonInviteClient
        transaction = kind(
            request, flow, self._send, self._clock, self._timers, on_response, on_failure
        )
        key = (request.via.branch or "", request.method)
        self._clients[key] = transaction

        def forget() -> None:
            self._clients.pop(key, None)

        transaction.on_terminated = forget
        transaction.start()
        return transaction

    def receive(self, message: Message, flow: Flow) -> None:
        """Take a message from the wire."""
        if isinstance(message, Response):
            self._receive_response(message, flow)
        elif isinstance(message, Request):
            self._receive_request(message, flow)

    def close(self) -> None:
        """Drop every transaction."""
        machines: list[Machine] = [*self._clients.values(), *self._servers.values()]
        for machine in machines:
            machine.abandon()

    def respond_statelessly(self, request: Request, status: int, flow: Flow) -> None:
        """Answer without a transaction; ACKs are never answered."""
        if request.method == "ACK":
            return
        response = make_response(request, status, to_tag="voipbin")
        response.headers.add("Server", self._product)
        self._send(bytes(response), response_flow(request, flow))

    def _receive_response(self, response: Response, flow: Flow) -> None:
        transaction = self._clients.get((response.via.branch or "", response.cseq.method))
        if transaction is None or len(response.vias) > 1:
            self.counters["stray_response"] += 1
            self._user.stray_response(response, flow)
        else:
            transaction.receive(response)

    def _receive_request(self, request: Request, flow: Flow) -> None:
        key = server_key(request)
        transaction = self._servers.get(key)
        if request.method == "ACK":
            self._receive_ack(request, transaction)
        elif transaction is not None:
            self.counters["retransmission"] += 1
            transaction.receive_again()
        else:
            self._admit(request, key, flow)

    def _admit(self, request: Request, key: ServerKey, flow: Flow) -> None:
        is_known = self._user.knows(request, flow)
        if not is_known and len(self._strangers) >= self._max // 2:
            self._forget_a_stranger()
        if len(self._servers) >= self._max and not self._forget_a_stranger():
            self.counters["overload"] += 1
            self.respond_statelessly(request, 503, flow)
        else:
            self._open(request, key, flow, is_known)

    def _forget_a_stranger(self) -> bool:
        if not self._strangers:
            return False
        transaction, _ = self._strangers.popitem(last=False)
        self.counters["forgotten"] += 1
        transaction.abandon()
        self._user.forgotten(transaction)
        return True

    def _receive_ack(self, ack: Request, transaction: ServerTransaction | None) -> None:
        if isinstance(transaction, InviteServer) and transaction.state != "accepted":
            transaction.receive_ack()
        else:
            self._user.ack_received(ack)

    def _open(self, request: Request, key: ServerKey, flow: Flow, is_known: bool) -> None:
        kind = InviteServer if request.method == "INVITE" else NonInviteServer
        transaction = kind(
            request,
            response_flow(request, flow),
            self._send,
            self._clock,
            self._timers,
            source=flow,
        )
        if flow.transport == "tcp":
            transaction.way = lambda: flow if self._holds(flow) else listening(request, flow)
        merge_key = _merge_key(request)
        merged = merge_key is not None and merge_key in self._merged
        self._servers[key] = transaction
        if not is_known:
            self._strangers[transaction] = None
        if merge_key is not None and not merged:
            self._merged[merge_key] = key

        def forget() -> None:
            self._servers.pop(key, None)
            self._strangers.pop(transaction, None)
            if merge_key is not None and not merged:
                self._merged.pop(merge_key, None)

        transaction.on_terminated = forget
        if merged:  # 8.2.2.2: the same request reached us by two paths
            self._answer(transaction, 482)
        elif request.method == "CANCEL":
            self._cancel(transaction, key)
        else:
            self._user.request_received(transaction)

    def _cancel(self, transaction: ServerTransaction, key: ServerKey) -> None:
        invite = self._servers.get((*key[:-1], "INVITE"))
        if not isinstance(invite, InviteServer):
            self._answer(transaction, 481)
            return
        # 9.2: the same To tag as in the answers to the INVITE.
        self._answer(transaction, 200, invite.to_tag)
        if not invite.answered:
            self._user.cancel_received(invite)

    def _answer(
        self, transaction: ServerTransaction, status: int, to_tag: str | None = None
    ) -> None:
        response = make_response(transaction.request, status, to_tag=to_tag or "voipbin")
        response.headers.add("Server", self._product)
        transaction.respond(response)


def server_key(request: Request) -> ServerKey:
    """What makes two requests the same transaction (17.2.3); ACK counts as INVITE."""
    method = "INVITE" if request.method == "ACK" else request.method
    via = request.via
    if via.has_cookie:
        return (via.branch or "", via.host.lower(), str(via.port or ""), method)
    # RFC 2543 peers: no usable branch. The To tag is left out: an ACK has one, its INVITE none.
    return (
        request.raw_uri,
        request.from_.tag or "",
        request.call_id,
        str(request.cseq.number),
        str(via),
        method,
    )


def _merge_key(request: Request) -> MergeKey | None:
    if request.to.tag is not None or request.method == "CANCEL":
        return None
    return (request.from_.tag or "", request.call_id, str(request.cseq))


def response_flow(request: Request, flow: Flow) -> Flow:
    """Where responses to `request` go (18.2.2, RFC 3581 4)."""
    try:
        via = request.via
    except ValueError:
        return flow
    if flow.reliable or via.param("rport") is not None:
        return flow
    return listening(request, flow)


def listening(request: Request, flow: Flow) -> Flow:
    """Where who sent `request` says that it listens: for responses when its connection is gone
    (18.2.2). Its address is the one that was seen, since it could name any other."""
    port = request.via.port or 5060
    return Flow(flow.transport, flow.local, HostPort(flow.remote.host, port))
