"""The phone itself: registration, incoming and outgoing calls."""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from voipbin.media.node.line import Line, choose_codecs
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.sip import (
    Admission,
    Aor,
    Attempt,
    Binding,
    Credentials,
    EndpointConfig,
    Ha1,
    IncomingCall,
    Listen,
    NameAddr,
    OutgoingInvite,
    RegisterRequest,
    Registration,
    RegistrationState,
    SipEndpoint,
    Uri,
)
from voipbin.media.softphone.call import PhoneCall
from voipbin.media.softphone.settings import PhoneSettings

Event = dict[str, Any]
OnEvent = Callable[[Event], None]

BUSY_HERE: Final = 486
_PROXY = re.compile(r"(udp|tcp):(\[[0-9A-Fa-f:.]+\]|[^:\[\]\s]+):(\d{1,5})\Z")


class Softphone:
    """Start it; it registers, takes calls by its behaviour and may `dial`."""

    def __init__(self, settings: PhoneSettings, on_event: OnEvent | None = None) -> None:
        """Must be made inside the running loop.

        Args:
            settings: who and where.
            on_event: gets every event as a flat dictionary with `event` and `time_s`.

        Raises:
            ValueError: a setting is malformed.
        """
        self._settings = settings
        self._on_event = on_event
        self._codecs = choose_codecs(list(settings.codecs))
        self._proxy = proxy_uri(settings.proxy)
        transport = self._proxy.transport or "udp"
        config = EndpointConfig(
            listen=(Listen(transport, settings.host),), product="voipbin softphone"
        )
        self._endpoint = SipEndpoint(config, _Doorbell(self))
        self._engine = RtpEngine(settings.host)
        self._registration: Registration | None = None
        self._answering: set[asyncio.Task[None]] = set()
        self.calls: list[PhoneCall] = []
        """Calls so far, the newest last."""

    @property
    def address(self) -> Uri:
        """Where it can be reached without any registration."""
        listen = self._endpoint.addresses[0]
        uri = Uri(listen.host, self._settings.user, listen.port)
        return uri.with_param("transport", listen.transport)

    async def start(self) -> None:
        """Bind, and register unless told not to.

        Raises:
            OSError: the address cannot be bound.
            SessionError: the platform refused the registration; `.status` says how.
        """
        await self._endpoint.start()
        self.report("ready", address=str(self.address))
        if not self._settings.register:
            return
        self._registration = self._endpoint.register(
            RegisterRequest(
                registrar=self._proxy,
                aor=Uri(self._settings.domain, self._settings.user),
                credentials=self._credentials(),
                expires_s=self._settings.expires_s,
            ),
            self._registration_changed,
        )
        await self._registration.wait_registered()

    async def close(self) -> None:
        """Hang up, unregister and close; may be called twice."""
        for task in self._answering:
            task.cancel()
        for call in self.calls:
            if not call.ended.is_set():
                call.hang_up()
        await self._endpoint.close()
        live = [call for call in self.calls if not call.ended.is_set()]
        if live:
            await asyncio.wait(
                [asyncio.ensure_future(call.ended.wait()) for call in live], timeout=1.0
            )
        self._engine.close()

    def dial(self, target: str, *, replaces: str = "") -> PhoneCall:
        """Call a user of the own domain, or any SIP URI, through the proxy.

        Args:
            replaces: value of a Replaces header (RFC 3891); "" for none.

        Raises:
            ValueError: not a user or URI.
            OSError: no RTP port is free.
        """
        settings = self._settings
        uri = Uri.parse(target) if ":" in target else Uri(settings.domain, target)
        call = self._new_call()
        session = self._endpoint.invite(
            OutgoingInvite(
                target=uri,
                caller=NameAddr(Uri(settings.domain, settings.user), settings.name),
                media=call.line.offer,
                headers=(("Replaces", replaces),) if replaces else (),
                credentials=self._credentials(),
                route=self._proxy.with_param("lr", None),
            ),
            call.observe,
        )
        call.adopt(session)
        self.report("dialing", target=str(uri))
        return call

    def report(self, event: str, **fields: object) -> None:
        """Tell of something that happened."""
        if self._on_event is not None:
            self._on_event({"event": event, "time_s": round(time.time(), 3), **fields})

    def ring(self, incoming: IncomingCall) -> None:
        """Take an incoming call as the behaviour says."""
        caller = incoming.remote
        self.report(
            "ringing",
            caller=caller.uri.user or "",
            caller_name=caller.display_name,
            headers=dict(incoming.headers),
        )
        behaviour = self._settings.behaviour
        if behaviour.refuse_status:
            incoming.reject(behaviour.refuse_status)
            self.report("refused", status=behaviour.refuse_status)
            return
        call = self._new_call()
        call.adopt(incoming)
        incoming.observer = call.observe
        if incoming.replaces is not None:  # RFC 3891 3: answered at once, in place of the other
            call.take(incoming)
            incoming.replaces.hang_up()
            return
        incoming.ring()
        if not behaviour.never_answer:
            task = asyncio.create_task(self._answer(incoming, call))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _answer(self, incoming: IncomingCall, call: PhoneCall) -> None:
        await asyncio.sleep(self._settings.behaviour.answer_after_ms / 1000)
        call.take(incoming)

    def _new_call(self) -> PhoneCall:
        settings = self._settings
        line = Line(self._engine, settings.host, self._codecs)
        call = PhoneCall(
            line,
            self._engine.pacer,
            self.report,
            steps=settings.behaviour.steps,
            record_dir=settings.record_dir,
        )
        self.calls.append(call)
        return call

    def _credentials(self) -> Credentials | None:
        settings = self._settings
        return Credentials(settings.user, settings.password) if settings.password else None

    def _registration_changed(self, state: RegistrationState, status: int) -> None:
        if state is RegistrationState.REGISTERED:
            self.report("registered", user=self._settings.user, domain=self._settings.domain)
        elif state is RegistrationState.FAILED:
            self.report("registration_failed", status=status)


class _Doorbell:
    """The `SipHandler` of a phone: anybody may call, nobody may register."""

    def __init__(self, phone: Softphone) -> None:
        self._phone = phone

    async def admit(self, attempt: Attempt) -> Admission:
        return Admission.public() if attempt.method == "INVITE" else Admission.refuse(405)

    async def ha1(self, _aor: Aor) -> Ha1 | None:
        return None

    async def bindings(self, _aor: Aor) -> Sequence[Binding]:
        return ()

    async def store_bindings(self, _aor: Aor, _bindings: Sequence[Binding]) -> None:
        return

    async def incoming_call(self, call: IncomingCall) -> None:
        self._phone.ring(call)


def proxy_uri(text: str) -> Uri:
    """The URI of an address like `udp:127.0.0.1:5060`.

    Raises:
        ValueError: malformed.
    """
    match = _PROXY.match(text)
    if match is None or not 0 < int(match[3]) <= 65535:
        raise ValueError(f"proxy: {text!r} is not transport:host:port")
    return Uri(match[2], None, int(match[3])).with_param("transport", match[1])
