"""What every session needs from the endpoint: sending, answering, dialogs, tasks."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from .address import NameAddr
from .config import EndpointConfig
from .constants import ALLOW, SUPPORTED
from .dialog import Dialog, DialogId
from .digest_client import ClientDigest
from .flow import Flow
from .headers import Headers
from .message import Request, Response, make_response
from .timers import Clock
from .transaction import ClientTransaction, ServerTransaction, TransactionLayer
from .transport import TransportLayer
from .transport.resolve import next_hop, numeric_hop
from .uri import Uri
from .via import MAGIC_COOKIE, Via

if TYPE_CHECKING:
    from .session import Session

log = logging.getLogger(__name__)

ResponseCallback = Callable[[Response], None]
FailureCallback = Callable[[int, str], None]
Line = tuple[str, object]
"""One header line to add."""


class UserAgent:
    """The shared middle of an endpoint, between sessions and transactions."""

    def __init__(self, config: EndpointConfig, clock: Clock, transport: TransportLayer) -> None:
        self.config = config
        self.clock = clock
        self.transport = transport
        self.product = config.product
        self.transactions: TransactionLayer
        self.dialogs: dict[DialogId, Session] = {}
        """Dialogs by id, ended ones a little longer so that late requests find them."""
        self.sessions: set[Session] = set()
        """Sessions with signalling still to do."""
        self.session_settled = asyncio.Event()
        """Set whenever a session leaves `sessions`."""
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def not_acceptable(self) -> tuple[Line, ...]:
        """The Warning that goes with 488 (20.43)."""
        return (("Warning", f'304 {self.product} "Media type not available"'),)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a coroutine owned by the endpoint; a failure is logged."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)
        return task

    def _task_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("SIP task failed", exc_info=task.exception())

    async def cancel_tasks(self) -> None:
        """Stop everything spawned."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def with_flow(
        self, destination: Flow | Uri, use: Callable[[Flow], None], fail: FailureCallback
    ) -> None:
        """Find the flow to a destination: at once for addresses, later for names.

        `fail` gets 503 (or 416 for what is no sip: URI) and a text.
        """
        if isinstance(destination, Flow):
            use(destination)
            return
        try:
            hop = numeric_hop(destination)
            flow = None if hop is None else self.transport.flow_to(hop)
        except OSError as error:
            fail(503, str(error))
        except ValueError as error:
            fail(416, str(error))
        else:
            if flow is None:
                self.spawn(self._resolve(destination, use, fail))
            else:
                use(flow)

    async def _resolve(self, uri: Uri, use: Callable[[Flow], None], fail: FailureCallback) -> None:
        try:
            flow = self.transport.flow_to(await next_hop(uri))
        except (OSError, ValueError) as error:
            fail(503, f"{uri.host}: {error}")
        else:
            use(flow)

    def contact(self, flow: Flow, user: str | None = None, scheme: str = "sip") -> NameAddr:
        """Our Contact for the peer of `flow`; of scheme sips where the request's URI was."""
        host, port = self.transport.sent_by(flow)
        plain = flow.transport == "udp" or scheme == "sips"
        # A URI knows one word for both kinds of WebSocket (RFC 7118 5.4).
        name = "ws" if flow.transport == "wss" else flow.transport
        params = () if plain else (("transport", name),)
        return NameAddr(Uri(_bracket(host), user or self.product, port, params, scheme))

    def stamp(self, request: Request, flow: Flow) -> None:
        """Put a fresh Via (and User-Agent) into a request about to be sent on `flow`."""
        host, port = self.transport.sent_by(flow)
        via = Via(
            flow.transport.upper(),
            _bracket(host),
            port,
            (("branch", MAGIC_COOKIE + secrets.token_hex(12)), ("rport", None)),
        )
        request.headers.remove("Via")
        request.headers.prepend("Via", via)
        request.headers.set("User-Agent", self.product)

    def send(
        self,
        request: Request,
        flow: Flow,
        on_response: ResponseCallback,
        on_failure: FailureCallback,
    ) -> ClientTransaction:
        """Send a request without Via in a new transaction."""
        self.stamp(request, flow)
        return self.transactions.request(request, flow, on_response, on_failure)

    def respond(
        self,
        transaction: ServerTransaction,
        status: int,
        *,
        reason: str = "",
        to_tag: str = "",
        lines: tuple[Line, ...] = (),
        body: bytes = b"",
        content_type: str = "",
    ) -> Response:
        """Answer a server transaction and return what was sent."""
        response = make_response(
            transaction.request,
            status,
            reason=reason,
            to_tag=to_tag or secrets.token_hex(6),
            body=body,
        )
        for name, value in lines:
            response.headers.add(name, value)
        if status == 405 or (
            status > 100 and transaction.request.method in ("INVITE", "OPTIONS", "UPDATE")
        ):
            response.headers.add("Allow", ALLOW)
            response.headers.add("Supported", SUPPORTED)
        response.headers.add("Server", self.product)
        if body:
            response.headers.add("Content-Type", content_type)
        transaction.respond(response)
        return response

    def send_in_dialog(
        self,
        dialog: Dialog,
        method: str,
        on_response: ResponseCallback,
        on_failure: FailureCallback,
        *,
        lines: tuple[Line, ...] = (),
        body: bytes = b"",
        content_type: str = "",
        digest: ClientDigest | None = None,
    ) -> None:
        """Send a request within a dialog, answering one challenge if `digest` can.

        `on_response` gets 1xx and the final response other than that challenge.
        """

        def attempt(receive: ResponseCallback) -> None:
            request = dialog.request(method, dialog.next_cseq())
            request.body = body

            def go(flow: Flow) -> None:
                add_common(
                    request.headers,
                    self.contact(flow, dialog.local.uri.user, dialog.target.scheme),
                    method,
                )
                for name, value in lines:
                    request.headers.add(name, value)
                if body:
                    request.headers.add("Content-Type", content_type)
                if digest is not None:
                    digest.sign(request)
                self.send(request, flow, receive, on_failure)

            self.with_flow(dialog.destination, go, on_failure)

        def receive_first(response: Response) -> None:
            is_challenge = digest is not None and response.status in (401, 407)
            if is_challenge and digest is not None and digest.learn(response):
                attempt(on_response)
            else:
                on_response(response)

        attempt(receive_first)

    def send_ack(
        self, dialog: Dialog, cseq: int, body: bytes = b"", content_type: str = ""
    ) -> Callable[[], None]:
        """Acknowledge a 2xx (13.2.2.4).

        The returned call repeats the very same bytes for another copy of the 2xx, but not for
        copies that come faster than anybody's T1: two careless peers could answer each other's
        duplicates for ever.
        """
        ack = dialog.request("ACK", cseq)
        ack.body = body
        if body:
            ack.headers.add("Content-Type", content_type)
        sent: list[tuple[bytes, Flow]] = []
        sent_at_s = self.clock.time()

        def go(flow: Flow) -> None:
            self.stamp(ack, flow)
            sent.append((bytes(ack), flow))
            self.transport.send(*sent[0])

        def again() -> None:
            nonlocal sent_at_s
            now_s = self.clock.time()
            if sent and now_s - sent_at_s >= self.config.timers.t1_s / 5:
                sent_at_s = now_s
                self.transport.send(*sent[0])

        self.with_flow(dialog.destination, go, _ignore)
        return again


def add_common(headers: Headers, contact: NameAddr, method: str) -> None:
    """Contact, Allow and Supported on requests that may carry them."""
    if method in ("INVITE", "UPDATE", "REFER", "NOTIFY"):
        headers.add("Contact", contact)
        headers.add("Allow", ALLOW)
        headers.add("Supported", SUPPORTED)


def new_tag() -> str:
    """A fresh From or To tag."""
    return secrets.token_hex(8)


def _ignore(status: int, text: str) -> None:
    log.info("ACK could not be sent: %s", text)


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
