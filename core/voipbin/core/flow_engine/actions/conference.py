"""Being in a conference: conference_join."""

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.effects import EnterConference
from voipbin.core.flow_engine.ids import derived_id
from voipbin.core.flow_engine.inputs import ActionDone, ConferenceEntered, Input
from voipbin.core.flow_engine.outcome import STAY, Outcome, Push
from voipbin.core.flow_engine.run import Run
from voipbin.core.flow_engine.state import Action

_JOIN = "confbridge_join"


def _enter(run: Run, option: Option) -> Outcome:
    run.emit(EnterConference(run.token, option["conference_id"]))
    return run.wait("conference")


def _hear_entered(_run: Run, _option: Option, event: Input) -> Outcome | None:
    if isinstance(event, ActionDone):
        return STAY
    if not isinstance(event, ConferenceEntered):
        return None
    stay_id = event.conferencecall_id
    actions = [_flow(stay_id, "before", event.pre_flow_id)] if event.pre_flow_id else []
    join = {"confbridge_id": event.conference_id}
    actions.append(_action(conference_join_action_id(stay_id), _JOIN, join))
    if event.post_flow_id:
        actions.append(_flow(stay_id, "after", event.post_flow_id))
    return Push(actions, is_system=True)


def conference_join_action_id(conferencecall_id: str) -> str:
    """Id of the action with which a stay joins its bridge: where a kicked one is sent to."""
    return derived_id(conferencecall_id, _JOIN)


def _flow(stay_id: str, when: str, flow_id: str) -> Action:
    return _action(derived_id(stay_id, when), "fetch_flow", {"flow_id": flow_id})


def _action(id: str, word: str, option: Option) -> Action:
    return {"id": id, "next_id": "", "type": word, "option": option, "tm_execute": None}


KINDS = (ActionKind("conference_join", Media.RTC, True, Failure.END, _enter, _hear_entered),)
