"""The line to a party: its RTP leg behind SDP, seen at one sample rate for the whole call."""

import time
from typing import Final

from voipbin.media.audio.codec import Codec, make_codec
from voipbin.media.audio.g711 import LAWS
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.resample import FrameResampler
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.rtp.leg import RtcpTap, RtpLeg
from voipbin.media.rtp.peer import Address
from voipbin.media.sip import CODECS, LocalMedia, MediaPlan
from voipbin.media.sip import Codec as SdpCodec

DEFAULT_CODECS: Final = ("G722", "PCMU", "PCMA")


def choose_codecs(names: list[str]) -> tuple[SdpCodec, ...]:
    """Codecs by SDP name, in that order; the default when none is named.

    Raises:
        ValueError: unknown name.
    """
    unknown = [name for name in names if name not in CODECS]
    if unknown:
        raise ValueError(f"codecs: {unknown[0]!r} is not one of {', '.join(CODECS)}")
    return tuple(CODECS[name] for name in names or DEFAULT_CODECS)


class Line:
    """One leg: what we offer, what was agreed, and frames both ways.

    The rate of the first agreement stays the rate of `read` and `write`; when a later one picks
    a codec of another rate, frames are converted here and nobody else notices.
    """

    def __init__(self, engine: RtpEngine, media_host: str, codecs: tuple[SdpCodec, ...]) -> None:
        """Bind ports.

        Raises:
            OSError: no port is free.
        """
        self.leg: Final[RtpLeg] = engine.open_leg([make_codec("PCMU")])
        self.offer: Final = LocalMedia(media_host, self.leg.local[1], codecs)
        self.plan: MediaPlan | None = None
        self.sample_rate_hz = 8000
        self._opened_ms = time.monotonic() * 1000
        self._rtcp_ms = 0.0
        self._inward: FrameResampler | None = None
        self._outward: FrameResampler | None = None
        self.on_rtcp: RtcpTap | None = None
        """Sees every report that passes."""
        self.leg.on_rtcp = self._see_rtcp

    @property
    def ready(self) -> bool:
        """Something is agreed: audio can flow."""
        return self.plan is not None

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
            self.leg.negotiated(
                _decoders(plan, self.offer.codecs),
                (plan.remote_host, plan.remote_port),
                dtmf_payload_type=plan.telephone_event_payload,
            )
            self._convert(plan.codec.sample_rate_hz)
        self.leg.session.sending = plan.direction.sends

    def read(self) -> Pcm:
        """The next 20 ms the party said."""
        frame = self.leg.read()
        return frame if self._inward is None else self._inward.push(frame)

    def read_encoded(self) -> bytes | Pcm | None:
        """As `read`, but the payload of `law` where it can be left undecoded; None is silence."""
        return self.leg.session.read_encoded() if self._inward is None else self.read()

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
    )


def _decoders(plan: MediaPlan, offered: tuple[SdpCodec, ...]) -> list[Codec]:
    """The agreed codec first, then the others we offered: some phones switch without asking."""
    codecs = [make_codec(plan.codec.name, plan.payload_type)]
    taken = {plan.payload_type, plan.telephone_event_payload}
    codecs.extend(
        make_codec(codec.name)
        for codec in offered
        if codec != plan.codec and codec.payload_type not in taken
    )
    return codecs
