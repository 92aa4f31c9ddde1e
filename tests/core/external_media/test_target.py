"""Options of external_media_start as targets."""

from typing import Any

import pytest

from voipbin.core.external_media.target import ExternalTarget
from voipbin.media.v1 import audio_pb2 as audio

EMPTY = dict.fromkeys(
    (
        "external_host", "encapsulation", "transport", "connection_type", "format", "direction",
        "data", "transport_data", "direction_listen", "direction_speak",
    ),
    "",
)  # fmt: skip


def target(**option: str) -> ExternalTarget:
    """What an option asks for."""
    return ExternalTarget.of({**EMPTY, "external_host": "h.example:4000", **option})


def test_defaults() -> None:
    found = target()
    assert (found.host, found.port) == ("h.example", 4000)
    assert (found.encapsulation, found.transport) == ("rtp", "udp")
    assert (found.listen, found.speak) == (audio.AUDIO_DIRECTION_MIX, audio.AUDIO_DIRECTION_MIX)
    assert target(encapsulation="audiosocket").transport == "tcp"


@pytest.mark.parametrize(
    ("option", "listen", "speak"),
    [
        ({"direction": "in"}, audio.AUDIO_DIRECTION_IN, audio.AUDIO_DIRECTION_IN),
        ({"direction_listen": "in"}, audio.AUDIO_DIRECTION_IN, audio.AUDIO_DIRECTION_MIX),
        (
            {"direction": "in", "direction_speak": "out"},
            audio.AUDIO_DIRECTION_IN,
            audio.AUDIO_DIRECTION_OUT,
        ),
    ],
    ids=str,
)
def test_directions(option: dict[str, str], listen: Any, speak: Any) -> None:
    found = target(**option)
    assert (found.listen, found.speak) == (listen, speak)


@pytest.mark.parametrize(
    ("option", "url", "port"),
    [
        ({}, "ws://h.example:4000/", 4000),
        ({"transport_data": "/audio?x=1"}, "ws://h.example:4000/audio?x=1", 4000),
        ({"external_host": "wss://h.example/a"}, "wss://h.example/a", 443),
        ({"external_host": "ws://h.example/a"}, "ws://h.example/a", 80),
        ({"external_host": "[2001:db8::1]:99"}, "ws://[2001:db8::1]:99/", 99),
    ],
    ids=str,
)
def test_websocket(option: dict[str, str], url: str, port: int) -> None:
    found = target(transport="websocket", **option)
    assert (found.url, found.port) == (url, port)


@pytest.mark.parametrize(
    ("option", "named"),
    [
        ({"external_host": "h.example"}, "external_host"),
        ({"external_host": ":4000"}, "external_host"),
        ({"external_host": "h.example:0"}, "external_host"),
        ({"external_host": "h.example:70000"}, "external_host"),
        ({"external_host": "h.example:x"}, "external_host"),
        ({"external_host": "h.example:4000/path"}, "external_host"),
        ({"external_host": "http://h.example/"}, "external_host"),
        ({"external_host": "http://h.example/", "transport": "websocket"}, "external_host"),
        ({"external_host": "ws://u:p@h.example/", "transport": "websocket"}, "external_host"),
        ({"encapsulation": "audiosocket", "transport": "udp"}, "transport"),
    ],
    ids=str,
)
def test_refused(option: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        target(**option)
