"""Who answered, and playing in front of what plays, on real calls."""

import numpy as np

from tests.media.node.calls import call_up, to, tone
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from voipbin.media.audio.pcm import silence
from voipbin.media.audio.tones import beep
from voipbin.media.softphone import Behaviour
from voipbin.media.v1 import node_pb2

DETECT = node_pb2.DetectMachine(detection_id="d1")


async def test_beep_is_a_machine(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", detect_machine=DETECT)
    rate = phone.call.line.sample_rate_hz
    await phone.call.speak(np.concatenate([silence(rate // 5), beep(rate)]), "beep")
    found = (await core.event("machine_detected", "c1")).machine_detected
    assert (found.detection_id, found.verdict, found.cause) == ("d1", "beep", "tone")


async def test_mute_does_not_deafen_it(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", mute=node_pb2.Mute(**{"in": True, "out": True}))
    await core.do("c1", detect_machine=DETECT)
    await phone.call.speak(beep(phone.call.line.sample_rate_hz), "beep")
    found = (await core.event("machine_detected", "c1")).machine_detected
    assert found.verdict == "beep"


async def test_it_wants_an_answered_channel(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone(behaviour=Behaviour())
    await core.do("c1", originate=to(phone))
    await core.event("progress", "c1")
    result = await core.command("c1", detect_machine=DETECT)
    assert result.error == "WRONG_STATE"


async def test_playing_in_front_holds_the_other_back(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", play=tone(500, 1500, "behind"))
    await phone.hears_tone(500)
    front = tone(1300, 600, "front")
    front.in_front = True
    await core.do("c1", play=front)
    await phone.hears_tone(1300)
    done = (await core.event("playback_finished")).playback_finished
    assert (done.playback_id, done.reason) == ("front", "done")
    await phone.hears_tone(500)
    done = (await core.event("playback_finished")).playback_finished
    assert (done.playback_id, done.reason, done.played_ms) == ("behind", "done", 1500)


async def test_in_front_replaces_only_in_front(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await core.do("c1", play=tone(500, 60_000, "behind"))
    for id in ("first", "second"):
        front = tone(1300, 60_000, id)
        front.in_front = True
        await core.do("c1", play=front)
    done = (await core.event("playback_finished")).playback_finished
    assert (done.playback_id, done.reason) == ("first", "replaced")
    await core.do("c1", stop_play=node_pb2.StopPlay())
    stopped = {
        (event.playback_id, event.reason)
        for event in [(await core.event("playback_finished")).playback_finished for _ in range(2)]
    }
    assert stopped == {("behind", "stopped"), ("second", "stopped")}
