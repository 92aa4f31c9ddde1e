"""Actions that ask others: fetch, fetch_flow, webhook_send."""

import json
from typing import Any

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.effects import FetchFlow, HttpFetch, WebhookSend
from voipbin.core.flow_engine.inputs import ActionFailed, FlowFetched, HttpResult, Input
from voipbin.core.flow_engine.outcome import NEXT, Fail, Outcome, Push
from voipbin.core.flow_engine.run import Run

_OK = 200
STATUS_VARIABLE = "voipbin.webhook.status_code"
BODY_VARIABLE = "voipbin.webhook.body"


def _fetch(run: Run, option: Option) -> Outcome:
    info = run.state.info
    body = {"activeflow_id": info.activeflow_id, "reference_id": info.reference_id}
    method = option["event_method"] or "POST"
    run.emit(HttpFetch(run.token, option["event_url"], method, json.dumps(body)))
    return run.wait("http")


def _hear_actions(_run: Run, _option: Option, event: Input) -> Outcome | None:
    if not isinstance(event, HttpResult):
        return None
    if event.status != _OK:
        return Fail(f"event_url must answer 200, got {event.status}")
    try:
        actions = json.loads(event.body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return Fail("event_url must answer a JSON list of actions, got something else")
    if not isinstance(actions, list):
        return Fail(f"event_url must answer a JSON list, got {type(actions).__name__}")
    return Push(actions)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _fetch_flow(run: Run, option: Option) -> Outcome:
    run.emit(FetchFlow(run.token, option["flow_id"]))
    return run.wait("flow")


def _hear_flow(_run: Run, _option: Option, event: Input) -> Outcome | None:
    return Push(list(event.actions)) if isinstance(event, FlowFetched) else None


def _send(run: Run, option: Option) -> Outcome:
    run.emit(
        WebhookSend(
            token=run.token,
            uri=option["uri"],
            method=option["method"] or "POST",
            data_type=option["data_type"],
            data=option["data"],
            sync=option["sync"],
        )
    )
    return run.wait("http") if option["sync"] else NEXT


def _hear_webhook(run: Run, _option: Option, event: Input) -> Outcome | None:
    if isinstance(event, ActionFailed):
        # Nobody takes the answer of an earlier webhook for the one of this.
        run.set_all({STATUS_VARIABLE: "", BODY_VARIABLE: ""})
    if not isinstance(event, HttpResult):
        return None
    run.set_all({STATUS_VARIABLE: event.status, BODY_VARIABLE: event.body})
    return NEXT


KINDS = (
    ActionKind("fetch", Media.ANY, True, Failure.END, _fetch, _hear_actions),
    ActionKind("fetch_flow", Media.ANY, True, Failure.END, _fetch_flow, _hear_flow),
    ActionKind("webhook_send", Media.ANY, False, Failure.NEXT, _send, _hear_webhook),
)
