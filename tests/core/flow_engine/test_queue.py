"""queue_join: the stay, rounds of waiting, the agent, and what comes behind."""

from tests.core.flow_engine.player import INCOMING, Player, act
from voipbin.core.flow_engine import (
    ActionFailed,
    AnswerCall,
    BridgeAnswered,
    BridgeEnded,
    CallAnswered,
    EndFlow,
    EnterQueue,
    FetchFlow,
    FlowFetched,
    Forward,
    JoinBridge,
    LeaveBridge,
    QueueEntered,
    StartTimer,
    TimerFired,
    queue_join_action_id,
    queue_wait_action_id,
)

STAY, QUEUE, WAIT_FLOW = "stay-1", "queue-1", "flow-1"


def entered(wait_flow_id: str = "", **more: object) -> Player:
    """A call that waits."""
    join = act("queue_join", queue_id=QUEUE)
    run = Player(join, act("digits_receive", duration=100), **more)  # type: ignore[arg-type]
    assert run.start() == [EnterQueue(1, QUEUE)]
    run.feed(QueueEntered(run.token, STAY, STAY, wait_flow_id))
    return run


def called(run: Player) -> None:
    """An agent is rung."""
    run.feed(Forward(queue_join_action_id(STAY)))
    assert run.all(JoinBridge)[-1] == JoinBridge(run.token, STAY)


def test_waits_in_silence_without_a_flow() -> None:
    run = entered()
    for _ in range(300):
        assert run.current == "sleep"
        assert run.all(StartTimer)[-1].duration_ms == 60_000
        run.feed(TimerFired(run.token))
    called(run)


def test_wait_flow_is_heard_again_and_again() -> None:
    """However long: neither the budget of actions nor what is remembered of loops is used up."""
    run = entered(WAIT_FLOW)
    loop = [act("variable_set", "a", key="k", value="v"), act("goto", target_id="a", loop_count=3)]
    for _ in range(200):
        assert run.all(FetchFlow)[-1] == FetchFlow(run.token, WAIT_FLOW)
        run.feed(FlowFetched(run.token, loop))
        assert run.current == "sleep"
        assert run.all(StartTimer)[-1].duration_ms == 500
        run.feed(TimerFired(run.token))
    assert len(run.state.goto_counters) <= 1
    assert run.state.action_count == 1
    called(run)


def test_wait_flow_that_is_gone_leaves_silence() -> None:
    run = entered(WAIT_FLOW)
    run.feed(ActionFailed(run.token, "flow not found"))
    assert run.current == "sleep"
    run.feed(TimerFired(run.token))
    assert run.current == "fetch_flow"


def test_agent_takes_the_caller_out_of_its_wait_flow() -> None:
    run = entered(WAIT_FLOW)
    run.feed(FlowFetched(run.token, [act("sleep", duration=5000), act("beep")]))
    called(run)
    run.feed(BridgeAnswered(run.token))
    run.feed(BridgeEnded(run.token))
    assert run.current == "digits_receive"


def test_agent_that_does_not_answer_lets_it_wait_again() -> None:
    run = entered(WAIT_FLOW)
    called(run)
    left = run.feed(Forward(queue_wait_action_id(STAY)))
    assert LeaveBridge(left[0].token, STAY) in left  # type: ignore[attr-defined]
    assert run.current == "fetch_flow"
    called(run)


def test_incoming_call_is_answered_with_the_agent() -> None:
    run = entered(call=INCOMING)
    called(run)
    assert run.feed(BridgeAnswered(run.token)) == [AnswerCall(run.token)]
    run.feed(CallAnswered())
    assert run.current == "confbridge_join"


def test_wait_flow_may_leave_the_queue() -> None:
    run = Player(
        act("queue_join", queue_id=QUEUE), act("beep"), act("digits_receive", "out", duration=100)
    )
    run.start()
    run.feed(QueueEntered(run.token, STAY, STAY, WAIT_FLOW))
    run.feed(FlowFetched(run.token, [act("goto", target_id="out", loop_count=1)]))
    assert run.current == "digits_receive"


def test_queue_that_cannot_be_entered_ends_the_flow() -> None:
    run = Player(act("queue_join", queue_id=QUEUE), act("beep"))
    run.start()
    ended = run.feed(ActionFailed(run.token, "no such queue"))
    assert any(isinstance(effect, EndFlow) for effect in ended)


def test_runs_without_a_call_pass_it_by() -> None:
    run = Player(act("queue_join", queue_id=QUEUE), call=None)
    assert EnterQueue(1, QUEUE) not in run.start()
