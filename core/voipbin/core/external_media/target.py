"""Where the audio of a call goes, and in what form: the option of external_media_start, read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from voipbin.core.live_audio.packets import AudioSocketPackets, Packets, RtpPackets, UlawPackets
from voipbin.media.v1 import audio_pb2 as audio

PACKETS: Final[Mapping[str, Callable[[], Packets]]] = {
    "rtp": RtpPackets,
    "audiosocket": AudioSocketPackets,
    # What `format` says, and nothing around it.
    "none": UlawPackets,
}
_TRANSPORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "rtp": ("udp", "tcp", "websocket"),
    "audiosocket": ("tcp", "websocket"),
    "none": ("udp", "tcp", "websocket"),
}
"By encapsulation; the first is the default."
_LISTEN: Final[Mapping[str, audio.AudioDirection]] = {
    "both": audio.AUDIO_DIRECTION_MIX,
    "in": audio.AUDIO_DIRECTION_IN,
    "out": audio.AUDIO_DIRECTION_OUT,
}


@dataclass(frozen=True, slots=True)
class ExternalTarget:
    """One external media, before it is connected."""

    host: str
    port: int
    encapsulation: str
    "rtp, audiosocket or none."
    transport: str
    "udp, tcp or websocket."
    listen: audio.AudioDirection
    "What the host hears."
    speak: audio.AudioDirection
    "Who hears the host."
    url: str = ""
    "Of a WebSocket."
    data: str = ""
    "What the flow passes on: with audiosocket, the id it introduces itself with."

    @classmethod
    def of(cls, option: Mapping[str, Any]) -> "ExternalTarget":
        """Read an option whose words were checked.

        Raises:
            ValueError: what is asked for does not go together, or the host is none.
        """
        encapsulation = option["encapsulation"] or "rtp"
        known = _TRANSPORTS[encapsulation]
        transport = option["transport"] or known[0]
        if transport not in known:
            raise ValueError(
                f"transport: {encapsulation} goes over {' or '.join(known)}, not {transport}"
            )
        url = ""
        if transport == "websocket":
            url = _websocket_url(option["external_host"], option["transport_data"])
        host, port = _place(option["external_host"], url)
        both = option["direction"] or "both"
        return cls(
            host=host,
            port=port,
            encapsulation=encapsulation,
            transport=transport,
            listen=_LISTEN[option["direction_listen"] or both],
            speak=_LISTEN[option["direction_speak"] or both],
            url=url,
            data=option["data"],
        )


def _websocket_url(external_host: str, path: str) -> str:
    if "://" in external_host:
        return external_host
    return f"ws://{external_host}{path if path.startswith('/') else '/'}"


def _place(external_host: str, url: str) -> tuple[str, int]:
    parts = urlsplit(url or f"//{external_host}")
    if parts.scheme not in ("", "ws", "wss") or parts.username is not None:
        raise ValueError(f"external_host: {external_host!r} is no ws or wss URL")
    try:
        port = parts.port or {"ws": 80, "wss": 443}.get(parts.scheme if "://" in url else "")
    except ValueError:
        port = None
    if not parts.hostname or not port or (not url and parts.path):
        raise ValueError(f"external_host: {external_host!r} is not host:port")
    return parts.hostname, port
