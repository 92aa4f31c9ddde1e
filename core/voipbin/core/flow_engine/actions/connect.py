"""Connecting the call to somebody else: connect, and the confbridge_join it is made of."""

from typing import Any

from voipbin.core.flow_engine.actions.call_control import is_answered
from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.call_effects import AnswerCall
from voipbin.core.flow_engine.effects import (
    CancelConnect,
    Connect,
    JoinBridge,
    LeaveBridge,
)
from voipbin.core.flow_engine.ids import derived_id
from voipbin.core.flow_engine.inputs import (
    ActionDone,
    ActionFailed,
    BridgeAnswered,
    BridgeEnded,
    Input,
)
from voipbin.core.flow_engine.inputs import LegsCreated as Legs
from voipbin.core.flow_engine.outcome import NEXT, STAY, Fail, Outcome, Push
from voipbin.core.flow_engine.run import Run
from voipbin.core.flow_engine.state import Action

_SINGLE_CALL_TYPES = ("tel", "sip")


def _bridge_id(run: Run) -> str:
    return derived_id(run.state.info.activeflow_id, "bridge", run.token)


def _connect(run: Run, option: Option) -> Outcome:
    run.emit(
        Connect(
            token=run.token,
            bridge_id=_bridge_id(run),
            source=_source(option),
            destinations=tuple(option["destinations"]),
            early_media=option["early_media"],
            relay_reason=option["relay_reason"],
        )
    )
    return run.wait("legs")


def _source(option: Option) -> dict[str, Any] | None:
    source: dict[str, Any] | None = option["source"]
    return source if source and source["target"] else None


def _hear_legs(run: Run, option: Option, event: Input) -> Outcome | None:
    if isinstance(event, ActionDone):
        return STAY
    if not isinstance(event, Legs):
        return None
    bridge_id = _bridge_id(run)
    actions = [_action(bridge_id, "confbridge_join", {"confbridge_id": bridge_id})]
    if event.call_ids and _relays(option):
        reference = {"reason": "", "reference_id": event.call_ids[0]}
        actions.append(_action(bridge_id, "hangup", reference))
    return Push(actions, is_system=True)


def _relays(option: Option) -> bool:
    """Whether the caller shares the fate of the first leg; a group of phones has no single one."""
    single = all(d["type"] in _SINGLE_CALL_TYPES for d in option["destinations"])
    return bool(option["relay_reason"]) and single


def _cancel(run: Run, _option: Option) -> None:
    run.emit(CancelConnect(run.token, _bridge_id(run)))


def _join(run: Run, option: Option) -> Outcome:
    run.emit(JoinBridge(run.token, option["confbridge_id"]))
    return run.wait("bridge")


def _hear_bridge(run: Run, option: Option, event: Input) -> Outcome | None:
    if isinstance(event, BridgeEnded):
        return NEXT
    if isinstance(event, ActionFailed):
        _leave(run, option)
        return Fail(event.reason)
    if isinstance(event, BridgeAnswered) and run.must_answer:
        run.emit(AnswerCall(run.token))
        return STAY
    # Answering the call shares the token of the bridge, and is not its end.
    return STAY if is_answered(run, event) else None


def _leave(run: Run, option: Option) -> None:
    run.emit(LeaveBridge(run.token, option["confbridge_id"]))


def _action(bridge_id: str, word: str, option: Option) -> Action:
    return {
        "id": derived_id(bridge_id, word),
        "next_id": "",
        "type": word,
        "option": option,
        "tm_execute": None,
    }


def bridge_leg_actions(bridge_id: str) -> list[Action]:
    """The flow of a leg that `connect` called: be in the bridge, then hang up."""
    return [
        _action(bridge_id, "confbridge_join", {"confbridge_id": bridge_id}),
        _action(bridge_id, "hangup", {}),
    ]


def consulted_leg_actions(apart_id: str, bridge_id: str) -> list[Action]:
    """The flow of a leg that is spoken to first, apart from the bridge it is to come into."""
    apart, _ = bridge_leg_actions(apart_id)
    return [apart, *bridge_leg_actions(bridge_id)]


KINDS = (
    ActionKind("connect", Media.RTC, True, Failure.END, _connect, _hear_legs, _cancel),
    ActionKind("confbridge_join", Media.RTC, True, Failure.NEXT, _join, _hear_bridge, _leave),
)
