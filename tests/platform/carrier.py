"""A telephone network: a SIP endpoint of its own that wants a password and answers as told."""

import asyncio
from collections.abc import Sequence

from voipbin.media.sip import (
    Admission,
    Aor,
    Attempt,
    Binding,
    EndpointConfig,
    Ha1,
    IncomingCall,
    Listen,
    LocalMedia,
    Session,
    SessionEvent,
    SipEndpoint,
)

USERNAME, PASSWORD = "voipbin", "carrier-secret"
_REALM = "carrier.test"


class Carrier:
    """Answers numbers that end in 0, rings others for ever, refuses +1...<status>."""

    def __init__(self) -> None:
        self.calls: asyncio.Queue[IncomingCall] = asyncio.Queue()
        self.over: list[SessionEvent] = []
        self.challenged = 0
        self.media = LocalMedia("127.0.0.1", 39998)
        self._endpoint = SipEndpoint(EndpointConfig(listen=(Listen("udp", "127.0.0.1", 0),)), self)

    @property
    def host(self) -> str:
        """Where it is, as the provider setting wants it."""
        listen = self._endpoint.addresses[0]
        return f"{listen.host}:{listen.port}"

    async def start(self) -> None:
        """Open its socket."""
        await self._endpoint.start()

    async def close(self) -> None:
        """Close it."""
        await self._endpoint.close()

    async def next_call(self) -> IncomingCall:
        """The next call it gets."""
        return await asyncio.wait_for(self.calls.get(), 10)

    async def admit(self, attempt: Attempt) -> Admission:
        """Everybody has to prove who it is."""
        self.challenged += 1
        return Admission.digest(_REALM)

    async def ha1(self, aor: Aor) -> Ha1 | None:
        """The one account."""
        return Ha1.of(USERNAME, _REALM, PASSWORD)

    async def bindings(self, aor: Aor) -> Sequence[Binding]:
        """None."""
        return ()

    async def store_bindings(self, aor: Aor, bindings: Sequence[Binding]) -> None:
        """Nobody registers here."""

    async def incoming_call(self, call: IncomingCall) -> None:
        """Do as the number says."""
        call.observer = self._observe
        self.calls.put_nowait(call)
        number = call.uri.user or ""
        if number[-3:-2] in "456" and number[-3:] != "000":
            call.reject(int(number[-3:]))
        elif number.endswith("0"):
            call.ring()
            call.answer(self.media)
        elif number.endswith("1"):
            call.progress(self.media)
        else:
            call.ring()

    def _observe(self, session: Session, event: SessionEvent) -> None:
        self.over.append(event)
