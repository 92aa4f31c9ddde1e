"""A telephone network: a SIP endpoint of its own that wants a password and answers as told."""

import asyncio
import itertools
import socket
import struct
from collections.abc import Sequence
from typing import Any

from voipbin.media.audio.g711 import ulaw_encode
from voipbin.media.audio.tones import tone
from voipbin.media.sip import (
    PCMU,
    Admission,
    Aor,
    Attempt,
    Binding,
    EndpointConfig,
    Ha1,
    IncomingCall,
    Listen,
    LocalMedia,
    SdesKeys,
    Session,
    SessionEvent,
    SipEndpoint,
)

USERNAME, PASSWORD = "voipbin", "carrier-secret"
_SAMPLES = 160
_REALM = "carrier.test"


class Carrier:
    """Answers numbers that end in 0, rings others for ever, refuses +1...<status>."""

    def __init__(self, *listen: Listen) -> None:
        """
        Args:
            listen: its addresses; UDP on any port by default.
        """
        self.calls: asyncio.Queue[IncomingCall] = asyncio.Queue()
        self.over: list[SessionEvent] = []
        self.challenged = 0
        self._audio = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._audio.bind(("127.0.0.1", 0))
        port = self._audio.getsockname()[1]
        self.media = LocalMedia("127.0.0.1", port, (PCMU,), sdes=SdesKeys.generate())
        config = EndpointConfig(listen=listen or (Listen("udp"),))
        self._endpoint = SipEndpoint(config, self)

    @property
    def host(self) -> str:
        """Where it is, as the provider setting wants it."""
        listen = self._endpoint.addresses[0]
        return f"{listen.host}:{listen.port}"

    def port(self, transport: str) -> int:
        """Where it listens by that transport."""
        return next(e.port for e in self._endpoint.addresses if e.transport == transport)

    @property
    def settings(self) -> dict[str, Any]:
        """What makes a platform dial through it."""
        return {
            "provider": self.host,
            "provider_username": USERNAME,
            "provider_password": PASSWORD,
            "dial_timeout_s": 3,
        }

    async def start(self) -> None:
        """Open its socket."""
        await self._endpoint.start()

    async def close(self) -> None:
        """Close it."""
        await self._endpoint.close()
        self._audio.close()

    async def speak_tone(self, call: IncomingCall, frequency_hz: float) -> None:
        """Send a tone to the caller until cancelled (RFC 3550 5.1, PCMU, 20 ms)."""
        assert call.plan is not None
        target = (call.plan.remote_host, call.plan.remote_port)
        sound = ulaw_encode(tone((frequency_hz,), 1000, 8000))
        for number in itertools.count():
            start = number * _SAMPLES
            head = struct.pack("!BBHII", 0x80, 0, number & 0xFFFF, start & 0xFFFFFFFF, 7)
            place = start % len(sound)
            self._audio.sendto(head + sound[place : place + _SAMPLES], target)
            await asyncio.sleep(0.02)

    def announce(self, call: IncomingCall, *, answers: bool) -> None:
        """Speak without listening (a=sendonly), before the answer or from it on."""
        call._choose(self.media)
        both = call._body
        call._body = both.replace(b"a=sendrecv", b"a=sendonly")
        (call.answer if answers else call.progress)(self.media)
        call._body = both

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
        elif number.endswith("302"):
            call.reject(302)
        elif number.endswith("0"):
            call.ring()
            call.answer(self.media)
        elif number.endswith("1"):
            call.progress(self.media)
        else:
            call.ring()

    def _observe(self, session: Session, event: SessionEvent) -> None:
        self.over.append(event)
