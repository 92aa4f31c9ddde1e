"""A small owner for endpoints under test."""

import asyncio
from collections.abc import Callable, Sequence

from voipbin.media.sip import (
    Admission,
    Aor,
    Attempt,
    Binding,
    Ha1,
    IncomingCall,
    LocalMedia,
    Session,
    SessionEvent,
)

MEDIA = LocalMedia("10.0.0.1", 4000)
REALM = "c1.registrar.voipbin.net"
PASSWORD = "s3cret"


class FakeHandler:
    """Answers every call at once unless told otherwise; users 1000-1099 of REALM exist."""

    def __init__(self, behave: Callable[[IncomingCall], None] | None = None) -> None:
        self.behave = behave or answer
        self.calls: list[IncomingCall] = []
        self.events: list[SessionEvent] = []
        self.store: dict[Aor, Sequence[Binding]] = {}
        self.admission: Callable[[Attempt], Admission] = lambda attempt: (
            Admission.digest(REALM) if attempt.method == "REGISTER" else Admission.public()
        )
        self.arrived = asyncio.Event()

    async def admit(self, attempt: Attempt) -> Admission:
        return self.admission(attempt)

    async def ha1(self, aor: Aor) -> Ha1 | None:
        known = aor.realm == REALM and aor.user.startswith("10") and len(aor.user) == 4
        return Ha1.of(aor.user, aor.realm, PASSWORD) if known else None

    async def bindings(self, aor: Aor) -> Sequence[Binding]:
        return self.store.get(aor, ())

    async def store_bindings(self, aor: Aor, bindings: Sequence[Binding]) -> None:
        self.store[aor] = bindings

    async def incoming_call(self, call: IncomingCall) -> None:
        call.observer = self._observe
        self.calls.append(call)
        self.arrived.set()
        self.behave(call)

    def _observe(self, session: Session, event: SessionEvent) -> None:
        self.events.append(event)


def answer(call: IncomingCall) -> None:
    """Ring, then answer."""
    call.ring()
    call.answer(MEDIA)


def ring(call: IncomingCall) -> None:
    """Ring and leave it at that."""
    call.ring()
