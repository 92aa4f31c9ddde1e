"""The line to a party: its RTP leg behind SDP, seen at one sample rate for the whole call."""

import time
from collections.abc import Callable
from typing import Final

import numpy as np

from voipbin.media.audio.codec import Codec, available, make_codec
from voipbin.media.audio.g711 import LAWS
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.resample import FrameResampler
from voipbin.media.family import is_ipv6
from voipbin.media.node.protection import Protection
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.rtp.leg import RtcpTap, RtpLeg
from voipbin.media.rtp.peer import Address
from voipbin.media.sip import CODECS, LocalMedia, MediaPlan, Security
from voipbin.media.sip import Codec as SdpCodec

DEFAULT_CODECS: Final = ("G722", "opus", "PCMU", "PCMA")
"""G.722 sounds as good as Opus at 16 kHz and costs a fifth, where packets are not lost."""
INTERNET_CODECS: Final = ("opus", "G722", "PCMU", "PCMA")
"""For browsers, on networks that lose packets."""


def choose_codecs(
    names: list[str], default: tuple[str, ...] = DEFAULT_CODECS
) -> tuple[SdpCodec, ...]:
    """Codecs by SDP name, in that order; the default when none is named.

    Raises:
        ValueError: unknown name, or none of them is installed.
    """
    unknown = [name for name in names if name not in CODECS]
    if unknown:
        raise ValueError(f"codecs: {unknown[0]!r} is not one of {', '.join(CODECS)}")
    chosen = tuple(CODECS[name] for name in names or default if available(name))
    if not chosen:
        raise ValueError(f"codecs: none of {', '.join(names)} is installed")
    return chosen


def default_codecs(security: Security) -> tuple[str, ...]:
    """What to prefer for a call protected like that."""
    return INTERNET_CODECS if security is Security.DTLS else DEFAULT_CODECS


class Line:
    """One leg: what we offer, what was agreed, and frames both ways.

    The rate of the first agreement stays the rate of `read` and `write`; when a later one picks
    a codec of another rate, frames are converted here and nobody else notices.
    """

    def __init__(
        self,
        engine: RtpEngine,
        media_host: str,
        codecs: tuple[SdpCodec, ...],
        security: Security = Security.NONE,
        *,
        other_host: str = "",
    ) -> None:
        """Bind ports.

        Args:
            engine: opens the leg.
            media_host: address for SDP.
            codecs: best first.
            security: of our offer, or what the offer of the peer asks for.
            other_host: as `media_host`, of the other address family, if the engine has both.

        Raises:
            OSError: no port is free.
            ValueError: what `security` needs is not installed.
        """
        dtls = security is Security.DTLS
        self.leg: Final[RtpLeg] = engine.open_leg([make_codec("PCMU")], rtcp_mux=dtls)
        other_local = self.leg.transport.other_local
        if other_host and other_local is None:
            # One of the two is gone: peers of its family cannot be heard, those of the other can.
            is_first = is_ipv6(self.leg.local[0]) == is_ipv6(engine.host)
            media_host, other_host = media_host if is_first else other_host, ""
        hosts = [media_host, self.leg.local[0]]
        if other_local is not None:
            hosts += [other_host, other_local[0]]
        try:
            self._protection: Final = Protection(self.leg, security, hosts)
        except ValueError:
            self.leg.close()
            raise
        self.offer: Final = LocalMedia(
            media_host,
            self.leg.local[1],
            codecs,
            other_host=other_host,
            security=security,
            sdes=self._protection.sdes,
            dtls=self._protection.dtls,
        )
        self.plan: MediaPlan | None = None
        self.sample_rate_hz = 8000
        self._opened_ms = time.monotonic() * 1000
        self._rtcp_ms = 0.0
        self._inward: FrameResampler | None = None
        self._outward: FrameResampler | None = None
        self._is_heard = True
        self.on_rtcp: RtcpTap | None = None
        """Sees every report that passes."""
        self.leg.on_rtcp = self._see_rtcp

    @property
    def ready(self) -> bool:
        """Something is agreed: audio can flow."""
        return self.plan is not None

    def when_open(self, told: Callable[[], object]) -> bool:
        """Whether packets can flow; if not yet, `told` is called when they can.

        A browser agrees on keys only after the answer; what is said before is lost.
        """
        return self._protection.when_open(told)

    @property
    def failed(self) -> bool:
        """Packets will never flow."""
        return self._protection.failed

    @property
    def plain(self) -> bool:
        """Audio flows both ways as it is on the wire: fit for being relayed."""
        plan = self.plan
        return (
            plan is not None
            and plan.direction.sends
            and plan.direction.receives
            and self._inward is None
        )

    @property
    def takes_digits(self) -> bool:
        """The party understands RFC 4733."""
        return self.plan is not None and self.plan.telephone_event_payload is not None

    @property
    def last_heard_ms(self) -> float:
        """Monotonic time of the newest packet of the party, or of the opening."""
        return max(self.leg.session.last_received_ms or 0.0, self._rtcp_ms, self._opened_ms)

    def agree(self, plan: MediaPlan) -> None:
        """Use what an offer and answer said, now and after every change."""
        old, self.plan = self.plan, plan
        if old is None:
            self.sample_rate_hz = plan.codec.sample_rate_hz
        if old is None or _on_the_wire(old) != _on_the_wire(plan):
            self._protection.apply(plan)
            self.leg.negotiated(
                _decoders(plan, self.offer.codecs),
                self._protection.address_of(plan),
                dtmf_payload_type=plan.telephone_event_payload,
                dtmf_clock_hz=plan.telephone_event_clock_hz,
                other_dtmf=dict(plan.other_events),
            )
            self._convert(plan.codec.sample_rate_hz)
        self.leg.session.sending = plan.direction.sends
        self._is_heard = plan.direction.receives

    def read(self) -> Pcm:
        """The next 20 ms the party said; silence from who is to say nothing (RFC 3264 5.1)."""
        frame = self.leg.read()
        if not self._is_heard:
            frame = np.zeros_like(frame)
        return frame if self._inward is None else self._inward.push(frame)

    def read_encoded(self) -> bytes | Pcm | None:
        """As `read`, but the payload of `law` where it can be left undecoded; None is silence."""
        if self._inward is not None or not self._is_heard:
            return self.read()
        return self.leg.session.read_encoded()

    @property
    def law(self) -> str:
        """The law of G.711 payloads that may be sent as they are; "" when frames have to be."""
        name = self.leg.codec.name
        return name if name in LAWS and self._outward is None else ""

    def write(self, frame: Pcm | None) -> None:
        """Send the next 20 ms; None is silence."""
        if frame is not None and self._outward is not None:
            frame = self._outward.push(frame)
        self.leg.write(frame)

    def close(self) -> None:
        """Free the ports; may be called twice."""
        self.leg.close()

    def _convert(self, wire_hz: int) -> None:
        own_hz = self.sample_rate_hz
        self._inward = FrameResampler(wire_hz, own_hz) if wire_hz != own_hz else None
        self._outward = FrameResampler(own_hz, wire_hz) if wire_hz != own_hz else None

    def _see_rtcp(self, data: bytes, source: Address, destination: Address) -> None:
        if source[1] != self.leg.rtcp_local[1]:
            # Only what the party sends is a sign of life; our own reports go out regardless.
            self._rtcp_ms = time.monotonic() * 1000
        if self.on_rtcp is not None:
            self.on_rtcp(data, source, destination)


def _on_the_wire(plan: MediaPlan) -> tuple[object, ...]:
    """What the leg has to know of a plan; the rest may change without a gap in the audio."""
    return (
        plan.remote_host,
        plan.remote_port,
        plan.codec,
        plan.payload_type,
        plan.telephone_event_payload,
        plan.telephone_event_clock_hz,
        plan.other_events,
        plan.crypto,
        plan.dtls,
    )


def _decoders(plan: MediaPlan, offered: tuple[SdpCodec, ...]) -> list[Codec]:
    """The agreed codec first, then the others we offered: some phones switch without asking."""
    codecs = [make_codec(plan.codec.name, plan.payload_type)]
    taken = {plan.payload_type, plan.telephone_event_payload, *dict(plan.other_events)}
    codecs.extend(
        make_codec(codec.name)
        for codec in offered
        if codec != plan.codec and codec.payload_type not in taken
    )
    return codecs
