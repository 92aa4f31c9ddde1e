"""Steps many tests share: a call that is up, things to play."""

from typing import Any

from tests.media.node.fake_core import FakeCore
from tests.media.node.phones import Phone
from voipbin.media.v1 import node_pb2


def to(phone: Phone, **fields: Any) -> node_pb2.Originate:
    """A call to a phone where it is."""
    return node_pb2.Originate(
        **{"call_id": "call-1", "request_uri": str(phone.address), "from_user": "+821100000001"}
        | fields
    )


async def call_up(core: FakeCore, phone: Phone, channel_id: str = "c1", **fields: Any) -> None:
    """Call a phone that answers, and wait until it has."""
    await core.do(channel_id, originate=to(phone, **fields))
    await core.event("connected", channel_id)
    await phone.event("answered")


def tone(frequency_hz: int, duration_ms: int, playback_id: str = "p1") -> node_pb2.Play:
    """A tone to play."""
    source = node_pb2.AudioSource(
        beep=node_pb2.Beep(frequency_hz=frequency_hz, duration_ms=duration_ms)
    )
    return node_pb2.Play(playback_id=playback_id, sources=[source])


def files(*paths: object, playback_id: str = "p1") -> node_pb2.Play:
    """Files to play."""
    sources = [node_pb2.AudioSource(path=str(path)) for path in paths]
    return node_pb2.Play(playback_id=playback_id, sources=sources)
