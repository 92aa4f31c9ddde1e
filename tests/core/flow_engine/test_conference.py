"""conference_join: the stay, the pre-flow, the bridge, the post-flow."""

from tests.core.flow_engine.player import INCOMING, Player, act
from voipbin.core.flow_engine import (
    ActionFailed,
    AnswerCall,
    BridgeAnswered,
    BridgeEnded,
    CallAnswered,
    ConferenceEntered,
    EndFlow,
    EnterConference,
    FetchFlow,
    FlowFetched,
    Forward,
    JoinBridge,
    LeaveBridge,
    conference_join_action_id,
)

STAY, ROOM = "stay-1", "room-1"


def entered(*, pre: str = "", post: str = "", **more: object) -> Player:
    """A call on its way in."""
    join = act("conference_join", conference_id=ROOM)
    run = Player(join, act("digits_receive", duration=100), **more)  # type: ignore[arg-type]
    assert run.start() == [EnterConference(1, ROOM)]
    run.feed(ConferenceEntered(run.token, STAY, ROOM, pre, post))
    return run


def test_joins_and_goes_on_behind() -> None:
    run = entered()
    assert run.all(JoinBridge) == [JoinBridge(run.token, ROOM)]
    run.feed(BridgeEnded(run.token))
    assert run.current == "digits_receive"
    assert run.history == ["conference_join", "confbridge_join"]


def test_pre_and_post_flow() -> None:
    run = entered(pre="flow-1", post="flow-2")
    assert run.all(FetchFlow) == [FetchFlow(run.token, "flow-1")]
    run.feed(FlowFetched(run.token, [act("variable_set", key="a", value="b")]))
    assert run.current == "confbridge_join"
    run.feed(BridgeEnded(run.token))
    assert run.all(FetchFlow)[1:] == [FetchFlow(run.token, "flow-2")]
    run.feed(FlowFetched(run.token, []))
    assert run.current == "digits_receive"


def test_incoming_call_is_answered_by_joining() -> None:
    run = entered(call=INCOMING)
    assert run.feed(BridgeAnswered(run.token)) == [AnswerCall(run.token)]
    run.feed(CallAnswered())
    assert run.current == "confbridge_join"


def test_kicked_one_is_sent_to_the_join() -> None:
    run = entered(pre="flow-1")
    run.feed(FlowFetched(run.token, [act("digits_receive", duration=60_000)]))
    run.feed(Forward(conference_join_action_id(STAY)))
    assert run.current == "confbridge_join"
    run.feed(BridgeEnded(run.token))
    assert run.current == "digits_receive"
    assert len(run.state.stacks) == 1


def test_flow_that_moves_on_leaves_the_bridge() -> None:
    run = entered()
    token = run.token
    run.feed(Forward("00000000-0000-0000-0000-000000000003"))
    assert run.all(LeaveBridge) == [LeaveBridge(token, ROOM)]


def test_conference_that_is_not_there_ends_the_run() -> None:
    run = Player(act("conference_join", conference_id=ROOM), act("beep"))
    run.start()
    run.feed(ActionFailed(run.token, "no such conference"))
    assert run.all(EndFlow)


def test_skipped_without_a_call() -> None:
    run = Player(act("conference_join", conference_id=ROOM), call=None)
    run.start()
    assert run.all(EnterConference) == []
