"""REGISTER requests: the handler's storage around the registrar's decisions."""

import asyncio
import time
from collections.abc import Sequence
from email.utils import formatdate

from .config import EndpointConfig
from .flow import Flow
from .handler import Aor, Binding, SipHandler
from .message import Request
from .registrar import Limits, Outcome, apply_register, is_one_phone
from .transaction import ServerTransaction
from .ua import Line, UserAgent
from .uri import Uri


class RegistrarService:
    """Answers authenticated REGISTERs, one at a time for each user."""

    def __init__(self, ua: UserAgent, handler: SipHandler, config: EndpointConfig) -> None:
        self._ua = ua
        self._handler = handler
        self._limits = Limits(config.registrar_min_expires_s, config.registrar_max_expires_s)
        self._locks: dict[Aor, tuple[asyncio.Lock, int]] = {}

    async def register(self, transaction: ServerTransaction, aor: Aor) -> None:
        """Apply one REGISTER to `aor` and answer it."""
        request = transaction.request
        lock, users = self._locks.get(aor, (asyncio.Lock(), 0))
        self._locks[aor] = (lock, users + 1)
        try:
            async with lock:
                outcome = await self._apply(request, transaction.source, aor)
        finally:
            lock, users = self._locks.pop(aor)
            if users > 1:
                self._locks[aor] = (lock, users - 1)
        self._answer(transaction, outcome)

    async def _apply(self, request: Request, flow: Flow, aor: Aor) -> Outcome:
        stored = await self._handler.bindings(aor)
        there = [item for item in stored if not self._left(item)]
        outcome = apply_register(request, flow, there, time.time(), self._limits)
        if outcome.changed:
            await self._handler.store_bindings(aor, outcome.bindings)
            self._move_calls(stored, outcome.bindings, flow)
        return outcome

    def _left(self, binding: Binding) -> bool:
        """A browser whose connection, the only way to it (RFC 7118 5), is gone from here.

        Each reload of a page is another contact; those before it would ring nobody, and take
        the places of other phones. One with a call under way may still come back to it.
        """
        flow = Flow.parse(binding.flow)
        # No port of ours: it registered at another process, or before this one started.
        if flow.transport not in ("ws", "wss") or binding.path or not flow.local.port:
            return False
        return not self._ua.transport.holds(flow) and not any(
            kept.remote == flow.remote
            for session in self._ua.sessions
            if session.dialog is not None and (kept := session.dialog.kept) is not None
        )

    def _move_calls(self, old: Sequence[Binding], new: Sequence[Binding], flow: Flow) -> None:
        """Take the calls of a phone along when it registers from elsewhere, or as somebody else.

        It may say nothing within a call until that ends, and its old connection may seem to be
        there long after its network has changed.
        """
        here = [item for item in new if item.flow == str(flow)]
        moved = [
            (Uri.parse(was.contact), Flow.parse(was.flow), Uri.parse(item.contact))
            for was in old
            for item in here
            if is_one_phone(was, item)
            and (was.contact, Flow.parse(was.flow).remote) != (item.contact, flow.remote)
        ]
        for session in self._ua.sessions if moved else ():
            for contact, at, now in moved:
                if session.dialog is not None and session.dialog.leads_to(contact, at):
                    session.dialog.move(flow, now)
                    break

    def _answer(self, transaction: ServerTransaction, outcome: Outcome) -> None:
        lines: list[Line] = []
        if outcome.status == 423:
            lines.append(("Min-Expires", self._limits.min_expires_s))
        elif outcome.status == 200:
            now_s = time.time()
            lines += [("Contact", contact_value(item, now_s)) for item in outcome.bindings]
            lines.append(("Date", formatdate(now_s, usegmt=True)))
            # So that the phone sees who put himself into the way (RFC 3327 5.3).
            lines += [("Path", line) for line in transaction.request.headers.all("Path")]
        self._ua.respond(transaction, outcome.status, lines=tuple(lines))


def contact_value(binding: Binding, now_s: float) -> str:
    """Contact header value of a binding with the seconds left to it."""
    left_s = max(round(binding.expires_at_s - now_s), 0)
    return f"<{binding.contact}>;expires={left_s}"
