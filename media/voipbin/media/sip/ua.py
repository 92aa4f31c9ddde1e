"""What every session needs from the endpoint: sending, answering, dialogs, tasks."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from .address import NameAddr
from .config import EndpointConfig
from .constants import ALLOW, SUPPORTED
from .delivery import Delivery
from .dialog import Dialog, DialogId
from .digest_client import ClientDigest
from .flow import Flow
from .grammar import Params
from .headers import Headers
from .message import Request, Response, make_response
from .origin import Origin
from .path import Locator, Path, Permitted
from .timers import Clock
from .transaction import ClientTransaction, ServerTransaction, TransactionLayer
from .transport import Names, TransportLayer
from .uri import Uri
from .via import MAGIC_COOKIE, Via

if TYPE_CHECKING:
    from .past_dialog import PastDialog
    from .session import Session

log = logging.getLogger(__name__)

ResponseCallback = Callable[[Response], None]
FailureCallback = Callable[[int, str], None]
Line = tuple[str, object]
"""One header line to add."""
VIA_BYTES = 100
"""What Via and User-Agent, added last, take about."""


class UserAgent:
    """The shared middle of an endpoint, between sessions and transactions."""

    def __init__(
        self, config: EndpointConfig, clock: Clock, transport: TransportLayer, names: Names
    ) -> None:
        self.config = config
        self.clock = clock
        self.transport = transport
        self.locator = Locator(transport, names, clock)
        self.product = config.product
        self.transactions: TransactionLayer
        self.dialogs: dict[DialogId, Session | PastDialog] = {}
        """Dialogs by id, those of the past a little longer so that late requests find them."""
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

    def with_path(
        self,
        destination: Flow | Uri,
        use: Callable[[Path], None],
        fail: FailureCallback,
        permitted: Permitted | None = None,
        origin: Origin | None = None,
    ) -> None:
        """Find the servers of a destination: at once for addresses, later for names.

        The flow of `origin` serves in place of another one to its peer; where that made the
        connection, as long as it is there.
        `fail` gets a status and a text: 416 for what is no sip: URI, 403 for where it may not go,
        else 503.
        """
        if isinstance(destination, Flow):
            use(self.locator.pinned(destination))
            return
        is_meant = origin is not None and origin.is_meant(destination)
        if origin is not None and is_meant and self.transport.holds(origin.flow):
            use(self.locator.pinned(origin.flow))
            return
        try:
            path = self.locator.numeric(destination, permitted, origin)
        except (OSError, ValueError) as error:
            fail(_status_of(error), str(error))
        else:
            if path is None:
                self.spawn(self._resolve(destination, use, fail, permitted, origin))
            else:
                use(path)

    async def _resolve(
        self,
        uri: Uri,
        use: Callable[[Path], None],
        fail: FailureCallback,
        permitted: Permitted | None,
        origin: Origin | None,
    ) -> None:
        try:
            path = await self.locator.named(uri, permitted, origin)
        except (OSError, ValueError) as error:
            fail(_status_of(error), f"{uri.host}: {error}")
        else:
            use(path)

    def fit(self, path: Path, request: Request, flow: Flow) -> Flow:
        """The flow for a request as it was built for `flow`, its Contact changed to it."""
        fitting = path.fit(len(bytes(request)) + VIA_BYTES, flow)
        written = request.headers.get("Contact")
        if fitting is not flow and written is not None:
            old = NameAddr.parse(written).uri
            request.headers.set("Contact", self.contact(fitting, old.user, old.scheme))
        return fitting

    def deliver(
        self,
        destination: Flow | Uri,
        build: Callable[[Flow], Request],
        on_response: ResponseCallback,
        on_failure: FailureCallback,
        origin: Origin | None = None,
    ) -> None:
        """Send a request to the first server of a destination that takes it, as `Delivery` does.

        `origin` as of `with_path`.
        """
        delivery = Delivery(self, build, on_response, on_failure)
        self.with_path(destination, delivery.go, on_failure, origin=origin)

    def contact(self, flow: Flow, user: str | None = None, scheme: str = "sip") -> NameAddr:
        """Our Contact for the peer of `flow`; of scheme sips where the request's URI was."""
        host, port = self.transport.sent_by(flow)
        plain = flow.transport == ("tls" if scheme == "sips" else "udp")
        # A URI knows one word for both kinds of WebSocket (RFC 7118 5.4).
        name = "ws" if flow.transport == "wss" else flow.transport
        params = () if plain else (("transport", name),)
        return NameAddr(Uri(_bracket(host), user or self.product, port, params, scheme))

    def stamp(self, request: Request, flow: Flow) -> None:
        """Put a fresh Via (and User-Agent) into a request about to be sent on `flow`."""
        host, port = self.transport.sent_by(flow)
        params: Params = (("branch", MAGIC_COOKIE + secrets.token_hex(12)), ("rport", None))
        if flow.transport == "tls" and flow.server_name:
            # What its peer has to ask of us may come on the connection we made (RFC 5923 8.1).
            params = (*params, ("alias", None))
        via = Via(flow.transport.upper(), _bracket(host), port, params)
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
            def build(flow: Flow) -> Request:
                request = dialog.request(method, dialog.next_cseq())
                request.body = body
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
                    digest.sign(request, flow.remote)
                return request

            self.deliver(dialog.destination, build, receive, on_failure, dialog.origin)

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

        def go(path: Path) -> None:
            flow = path.next()
            self.stamp(ack, flow)
            sent.append((bytes(ack), flow))
            self.transport.send(*sent[0])

        def again() -> None:
            nonlocal sent_at_s
            now_s = self.clock.time()
            if sent and now_s - sent_at_s >= self.config.timers.t1_s / 5:
                sent_at_s = now_s
                self.transport.send(*sent[0])

        self.with_path(dialog.destination, go, _ignore, origin=dialog.origin)
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


def _status_of(error: Exception) -> int:
    if isinstance(error, PermissionError):
        return 403
    return 416 if isinstance(error, ValueError) else 503


def _ignore(status: int, text: str) -> None:
    log.info("ACK could not be sent: %s", text)


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
