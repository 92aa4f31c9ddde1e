"""Waiting in a queue for an agent: queue_join."""

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.effects import EnterQueue
from voipbin.core.flow_engine.ids import derived_id
from voipbin.core.flow_engine.inputs import ActionDone, Input, QueueEntered
from voipbin.core.flow_engine.outcome import STAY, Outcome, Push
from voipbin.core.flow_engine.run import Run
from voipbin.core.flow_engine.state import Action

_WAIT, _AGAIN, _JOIN, _OUT = "queue_wait", "queue_again", "confbridge_join", "queue_out"
_SILENCE_MS = 60_000
_BREATH_MS = 500
"Between two rounds: a flow whose actions take no time would go round and round otherwise."


def _enter(run: Run, option: Option) -> Outcome:
    run.emit(EnterQueue(run.token, option["queue_id"]))
    return run.wait("queue")


def _hear_entered(_run: Run, _option: Option, event: Input) -> Outcome | None:
    if isinstance(event, ActionDone):
        return STAY
    if not isinstance(event, QueueEntered):
        return None
    stay_id = event.queuecall_id
    wait_id = queue_wait_action_id(stay_id)
    pause = {"duration": _BREATH_MS if event.wait_flow_id else _SILENCE_MS}
    actions = [_action(derived_id(stay_id, "pause"), "sleep", pause)]
    if event.wait_flow_id:
        actions.insert(0, _action(wait_id, "fetch_flow", {"flow_id": event.wait_flow_id}))
    else:
        actions[0]["id"] = wait_id
    actions.append(
        _action(derived_id(stay_id, _AGAIN), "goto", {"target_id": wait_id, "loop_count": 1})
    )
    join = {"confbridge_id": event.bridge_id}
    actions.append(_action(queue_join_action_id(stay_id), _JOIN, join))
    actions.append(_action(queue_out_action_id(stay_id), "sleep", {"duration": 0}))
    return Push(actions, is_system=True, is_waiting=True)


def queue_wait_action_id(queuecall_id: str) -> str:
    """Id of the action with which a stay begins to wait, and waits again."""
    return derived_id(queuecall_id, _WAIT)


def queue_join_action_id(queuecall_id: str) -> str:
    """Id of the action with which a stay joins its bridge: where an agent is expected."""
    return derived_id(queuecall_id, _JOIN)


def queue_out_action_id(queuecall_id: str) -> str:
    """Id of the action that does nothing but lead out of the queue."""
    return derived_id(queuecall_id, _OUT)


def _action(id: str, word: str, option: Option) -> Action:
    return {"id": id, "next_id": "", "type": word, "option": option, "tm_execute": None}


KINDS = (ActionKind("queue_join", Media.RTC, True, Failure.END, _enter, _hear_entered),)
