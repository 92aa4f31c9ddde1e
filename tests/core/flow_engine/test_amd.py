"""amd: what becomes of a run when a human or a machine answered."""

import pytest

from tests.core.flow_engine.player import OUTGOING, Player, act
from voipbin.core.flow_engine import (
    ActionDone,
    ActionFailed,
    DetectMachine,
    EndFlow,
    PlayTalk,
    Script,
    simulate,
)


@pytest.mark.parametrize(
    ("option", "effect"),
    [
        ({}, DetectMachine(1, hangs_up=False, is_async=False)),
        ({"machine_handle": "continue"}, DetectMachine(1, hangs_up=False, is_async=False)),
        ({"machine_handle": "hangup"}, DetectMachine(1, hangs_up=True, is_async=False)),
    ],
)
def test_the_run_waits(option: dict[str, str], effect: DetectMachine) -> None:
    run = Player(act("amd", **option), act("beep"), call=OUTGOING)
    assert run.start() == [effect]
    assert run.current == "amd"
    run.feed(ActionDone(run.token))
    assert run.current == "beep"


def test_async_goes_on_at_once_and_hears_no_answer() -> None:
    run = Player(act("amd", machine_handle="hangup", **{"async": True}), act("beep"), call=OUTGOING)
    run.start()
    assert run.all(DetectMachine) == [DetectMachine(1, hangs_up=True, is_async=True)]
    assert run.current == "beep"
    before = run.state
    run.feed(ActionDone(1))
    assert run.state == before


def test_what_cannot_be_detected_goes_on() -> None:
    run = Player(act("amd", machine_handle="hangup"), act("beep"), call=OUTGOING)
    run.start()
    run.feed(ActionFailed(run.token, "no audio"))
    assert run.current == "beep"


def test_no_variable_is_set() -> None:
    run = Player(act("amd"), act("beep"), call=OUTGOING)
    names = set(run.state.variables)
    run.start()
    run.feed(ActionDone(run.token))
    assert set(run.state.variables) == names


FLOW = [act("amd", machine_handle="hangup"), act("talk", text="hello")]


@pytest.mark.parametrize("who", ["human", "notsure"])
def test_anybody_but_a_machine_is_talked_to(who: str) -> None:
    run = simulate(FLOW, Script(direction="outgoing", answered_by=who, amd_ms=1500))
    assert run.times_ms(PlayTalk) == [1500]


@pytest.mark.parametrize("who", ["machine", "beep"])
def test_machine_is_hung_up_on(who: str) -> None:
    run = simulate(FLOW, Script(direction="outgoing", answered_by=who, amd_ms=1500))
    assert not run.all(PlayTalk)
    assert run.times_ms(EndFlow) == [1500]
    assert run.state.end_reason == "call_hangup"


def test_machine_is_hung_up_on_later_when_nobody_waited() -> None:
    flow = [act("amd", machine_handle="hangup", **{"async": True}), act("sleep", duration=9000)]
    run = simulate(flow, Script(direction="outgoing", answered_by="machine", amd_ms=1500))
    assert run.times_ms(EndFlow) == [1500]


def test_machine_may_be_talked_to() -> None:
    flow = [act("amd", machine_handle="continue"), act("talk", text="call back")]
    run = simulate(flow, Script(direction="outgoing", answered_by="machine"))
    assert run.all(PlayTalk)
