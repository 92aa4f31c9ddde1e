"""connect and the bridge it makes."""

from typing import Any

import pytest

from tests.core.flow_engine.player import ANSWERED, INCOMING, OUTGOING, Player, act
from voipbin.core.flow_engine import (
    ActionDone,
    ActionFailed,
    AnswerCall,
    BridgeAnswered,
    BridgeEnded,
    CallAnswered,
    CallHungUp,
    CancelConnect,
    Connect,
    DigitPressed,
    EndFlow,
    Forward,
    HangUp,
    JoinBridge,
    LeaveBridge,
    LegsCreated,
    Stop,
    bridge_leg_actions,
)

NEXT = "00000000-0000-0000-0000-000000000003"
TEL = {"type": "tel", "target": "+821012345678"}
EXTENSION = {"type": "extension", "target": "1000"}


def connected(*destinations: dict[str, Any], **more: Any) -> Player:
    """A caller in the bridge, the others being called."""
    run = Player(act("connect", destinations=list(destinations), **more), act("beep"))
    run.start()
    run.feed(LegsCreated(run.token, ("leg-1", "leg-2")[: len(destinations)]))
    return run


def test_connect_passes_every_option_on() -> None:
    source = {"type": "tel", "target": "+8210", "target_name": "Shop"}
    run = Player(
        act(
            "connect", source=source, destinations=[TEL, EXTENSION], early_media=True,
            relay_reason=True,
        )
    )  # fmt: skip
    effect = run.start()[0]
    assert isinstance(effect, Connect)
    assert effect.source is not None
    assert effect.source["target_name"] == "Shop"
    assert [d["target"] for d in effect.destinations] == ["+821012345678", "1000"]
    assert effect.early_media
    assert effect.relay_reason
    assert len(effect.bridge_id) == 36


@pytest.mark.parametrize("source", [None, {}, {"type": "", "target": ""}])
def test_connect_without_source_is_the_caller(source: dict[str, str] | None) -> None:
    run = Player(act("connect", source=source, destinations=[TEL]))
    effect = run.start()[0]
    assert isinstance(effect, Connect)
    assert effect.source is None


def test_connect_joins_the_bridge_of_its_legs() -> None:
    run = connected(TEL)
    assert run.current == "confbridge_join"
    assert run.all(JoinBridge) == [JoinBridge(2, run.all(Connect)[0].bridge_id)]


def test_first_answer_answers_the_waiting_caller() -> None:
    run = Player(act("connect", destinations=[TEL]), act("beep"), call=INCOMING)
    run.start()
    run.feed(LegsCreated(run.token, ("leg-1",)))
    assert run.feed(BridgeAnswered(run.token)) == [AnswerCall(2)]
    run.feed(CallAnswered())
    assert run.state.call == ANSWERED
    assert run.current == "confbridge_join"


def test_answering_is_not_the_end_of_the_bridge() -> None:
    run = Player(act("connect", destinations=[TEL]), act("beep"), call=INCOMING)
    run.start()
    run.feed(LegsCreated(run.token, ("leg-1",)))
    run.feed(BridgeAnswered(run.token))
    run.feed(ActionDone(run.token))
    assert run.current == "confbridge_join"
    assert run.state.call == ANSWERED
    assert run.feed(BridgeAnswered(run.token)) == []


def test_other_side_leaves_and_the_caller_goes_on() -> None:
    run = connected(TEL)
    run.feed(BridgeAnswered(run.token))
    run.feed(BridgeEnded(run.token, "normal"))
    assert run.current == "beep"
    assert run.history == ["connect", "confbridge_join"]


def test_trap_all_legs_failed_means_the_flow_goes_on() -> None:
    run = connected(TEL, EXTENSION)
    run.feed(BridgeEnded(run.token, "noanswer"))
    assert run.current == "beep"


def test_no_leg_created_ends_the_run() -> None:
    run = Player(act("connect", destinations=[TEL]), act("beep"))
    run.start()
    assert run.feed(ActionFailed(run.token, "no route"))[1:] == [
        HangUp("normal", ""),
        EndFlow("failed"),
    ]


def test_relay_reason_hangs_up_like_the_first_leg() -> None:
    run = connected(TEL, relay_reason=True)
    assert run.feed(BridgeEnded(run.token, "busy")) == [HangUp("normal", "leg-1")]


def test_relay_reason_is_left_out_for_groups() -> None:
    run = connected(TEL, EXTENSION, relay_reason=True)
    run.feed(BridgeEnded(run.token, "busy"))
    assert run.current == "beep"


def test_stack_of_connect_is_not_counted() -> None:
    run = connected(TEL)
    run.feed(BridgeEnded(run.token))
    assert run.state.action_count == 2


def test_caller_hangs_up_in_the_bridge() -> None:
    run = connected(TEL)
    assert run.feed(CallHungUp("normal")) == [EndFlow("call_hangup")]
    assert run.history == ["connect"]


def test_forward_leaves_the_bridge() -> None:
    run = connected(TEL)
    bridge_id = run.all(JoinBridge)[0].bridge_id
    assert run.feed(Forward(NEXT))[0] == LeaveBridge(2, bridge_id)
    assert run.current == "beep"
    assert run.feed(BridgeEnded(2)) == []


def test_forward_before_the_legs_cancels_them() -> None:
    run = Player(act("connect", destinations=[TEL]), act("beep"))
    run.start()
    bridge_id = run.all(Connect)[0].bridge_id
    assert run.feed(Forward(NEXT))[0] == CancelConnect(1, bridge_id)
    assert run.feed(LegsCreated(1, ("leg-1",))) == []


def test_stop_in_the_bridge_drops_everybody() -> None:
    run = connected(TEL)
    leave, hang_up, end = run.feed(Stop())
    assert isinstance(leave, LeaveBridge)
    assert hang_up == HangUp("normal", "")
    assert end == EndFlow("stopped")


def test_digits_in_the_bridge_overwrite() -> None:
    run = connected(TEL)
    run.feed(DigitPressed("1"))
    run.feed(DigitPressed("2"))
    assert run.state.variables["voipbin.call.digits"] == "2"
    assert run.current == "confbridge_join"


def test_bridge_that_cannot_be_joined_is_left() -> None:
    run = connected(TEL)
    _, *effects = run.feed(ActionFailed(run.token, "channel gone"))[::-1]
    assert any(isinstance(effect, LeaveBridge) for effect in effects)
    assert run.current == "beep"


def test_done_before_the_legs_are_known_keeps_waiting() -> None:
    run = Player(act("connect", destinations=[TEL]), act("beep"))
    run.start()
    assert run.feed(ActionDone(run.token)) == []
    assert run.current == "connect"


def test_leg_joins_and_hangs_up() -> None:
    run = Player(*bridge_leg_actions("bridge-1"), call=OUTGOING, checked=False)
    assert run.start() == [JoinBridge(1, "bridge-1")]
    assert run.feed(BridgeEnded(1)) == [HangUp("normal", "")]


def test_bridges_of_two_connects_differ() -> None:
    run = Player(act("connect", destinations=[TEL]), act("connect", destinations=[TEL]))
    run.start()
    run.feed(LegsCreated(run.token, ("leg-1",)))
    run.feed(BridgeEnded(run.token))
    first, second = run.all(Connect)
    assert first.bridge_id != second.bridge_id
