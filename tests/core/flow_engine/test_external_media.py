"""external_media_start, external_media_stop."""

from tests.core.flow_engine.player import Player, act
from voipbin.core.flow_engine import (
    ActionDone,
    ActionFailed,
    StartExternalMedia,
    StopExternalMedia,
)


def test_start_waits_until_it_is_connected() -> None:
    run = Player(
        act("external_media_start", external_host="h:1", direction_listen="in"), act("beep")
    )
    (effect,) = run.start()
    assert isinstance(effect, StartExternalMedia)
    assert (effect.option["external_host"], effect.option["direction_listen"]) == ("h:1", "in")
    assert effect.option["encapsulation"] == ""
    run.feed(ActionDone(run.token))
    assert run.current == "beep"


def test_start_that_fails_goes_on() -> None:
    run = Player(act("external_media_start", external_host="h:1"), act("beep"))
    run.start()
    run.feed(ActionFailed(run.token, "refused"))
    assert run.current == "beep"


def test_stop_goes_on_at_once() -> None:
    run = Player(act("external_media_stop"), act("beep"))
    run.start()
    assert run.all(StopExternalMedia)
    assert run.current == "beep"
