"""fetch, fetch_flow, webhook_send."""

import json

import pytest

from tests.core.flow_engine.player import Player, act
from voipbin.core.flow_engine import (
    ActionFailed,
    ActionProblem,
    EndFlow,
    FetchFlow,
    FlowFetched,
    HttpFetch,
    HttpResult,
    PlayTalk,
    WebhookSend,
)

URL = "https://example.com/actions"


def fetching() -> Player:
    run = Player(act("fetch", event_url=URL), act("beep", "after"))
    run.start()
    return run


def answered(status: int, body: object) -> Player:
    run = fetching()
    text = body if isinstance(body, str) else json.dumps(body)
    run.feed(HttpResult(run.token, status, text))
    return run


def test_fetch_posts_who_asks() -> None:
    fetch = fetching().log[-1]
    assert isinstance(fetch, HttpFetch)
    assert (fetch.url, fetch.method) == (URL, "POST")
    assert json.loads(fetch.body) == {"activeflow_id": "run-1", "reference_id": "ref-1"}


def test_fetch_method() -> None:
    run = Player(act("fetch", event_url=URL, event_method="GET"))
    fetch = run.start()[0]
    assert isinstance(fetch, HttpFetch)
    assert fetch.method == "GET"


def test_fetch_pushes_the_actions_and_returns() -> None:
    run = answered(200, [{"type": "mute"}])
    assert run.history == ["fetch", "mute"]
    assert run.current == "beep"


def test_trap_fetched_actions_without_ids_get_them() -> None:
    run = answered(200, [{"type": "talk", "option": {"text": "hi"}}, {"type": "mute"}])
    assert run.all(PlayTalk)[0].text == "hi"
    ids = [action["id"] for action in run.state.stacks[-1].actions]
    assert all(len(ident) == 36 for ident in ids)
    assert len(set(ids)) == 2


def test_fetched_ids_are_the_same_at_a_replay() -> None:
    first, second = (answered(200, [{"type": "beep"}]) for _ in range(2))
    assert first.state == second.state


def test_fetched_actions_may_jump_outwards() -> None:
    run = answered(200, [act("goto", target_id="after", loop_count=1)])
    assert run.current == "beep"
    assert len(run.state.stacks) == 1


def test_fetch_empty_list_goes_on() -> None:
    assert answered(200, []).current == "beep"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (201, [], "must answer 200, got 201"),
        (404, "[]", "must answer 200, got 404"),
        (200, {"actions": []}, "JSON list, got dict"),
        (200, "", "something else"),
        (200, "[" * 100_000, "something else"),
        (200, "[NaN]", "something else"),
        (200, "null", "JSON list, got NoneType"),
        (200, [{"type": "nope"}], "actions[0].type must be one of"),
        (200, [{"type": "sleep", "option": {"duration": "x"}}], "actions[0].option.duration"),
        (200, [act("goto", target_id="b", loop_count=1)], "no action to go on with: 'b'"),
        (200, ["x"], "actions[0] must be an object"),
        (200, [{"type": "mute"}] * 10_000, "at most 1000 entries, has 10000"),
        (200, '[{"type":"talk","option":{"text":"\\ud800"}}]', "must be JSON"),
        (200, [{"type": "sleep", "option": {"duration": 10**30}}], "must be JSON"),
    ],
)
def test_fetch_bad_answers_end_the_run(status: int, body: object, expected: str) -> None:
    run = answered(status, body)
    assert run.log[-1] == EndFlow("failed")
    assert expected in run.all(ActionProblem)[0].reason


def test_fetch_refused_address_ends_the_run() -> None:
    run = fetching()
    run.feed(ActionFailed(run.token, "10.0.0.1 is a private address"))
    assert run.log[-1] == EndFlow("failed")


def test_fetch_runs_without_a_call() -> None:
    run = Player(act("fetch", event_url=URL), act("stop"), call=None)
    assert isinstance(run.start()[0], HttpFetch)
    run.feed(HttpResult(run.token, 200, '[{"type":"beep"},{"type":"mute"}]'))
    assert run.history == ["fetch", "beep", "mute", "stop"]


def test_fetch_flow() -> None:
    run = Player(act("fetch_flow", flow_id="${f}"), act("beep"), variables={"f": "flow-2"})
    assert run.start() == [FetchFlow(1, "flow-2")]
    run.feed(FlowFetched(run.token, [{"type": "mute"}, {"type": "echo"}]))
    assert run.current == "echo"


def test_fetch_flow_empty_goes_on() -> None:
    run = Player(act("fetch_flow", flow_id="f"), act("beep"))
    run.start()
    run.feed(FlowFetched(run.token, []))
    assert run.current == "beep"


def test_fetch_flow_unknown_ends_the_run() -> None:
    run = Player(act("fetch_flow", flow_id="f"), act("beep"))
    run.start()
    run.feed(ActionFailed(run.token, "flow not found"))
    assert run.log[-1] == EndFlow("failed")


def test_webhook_does_not_wait() -> None:
    run = Player(act("webhook_send", uri=URL, data="{}"), act("beep"))
    assert run.start()[0] == WebhookSend(1, URL, "POST", "", "{}", False)
    assert run.current == "beep"


def test_webhook_passes_every_option_on() -> None:
    option = {"uri": URL, "method": "PUT", "data_type": "text/plain", "data": "x", "sync": True}
    run = Player(act("webhook_send", **option), act("beep"))
    assert run.start() == [WebhookSend(1, URL, "PUT", "text/plain", "x", True)]
    assert run.current == "webhook_send"


def test_trap_webhook_sync_keeps_the_answer() -> None:
    run = Player(act("webhook_send", uri=URL, sync=True), act("beep"))
    run.start()
    run.feed(HttpResult(run.token, 503, "busy\0"))
    assert run.state.variables["voipbin.webhook.status_code"] == "503"
    assert run.state.variables["voipbin.webhook.body"] == "busy"
    assert run.current == "beep"


def test_webhook_sync_failed_clears_an_older_answer_and_goes_on() -> None:
    run = Player(
        act("webhook_send", uri=URL, sync=True),
        act("beep"),
        variables={"voipbin.webhook.status_code": "200", "voipbin.webhook.body": "old"},
    )
    run.start()
    run.feed(ActionFailed(run.token, "timeout"))
    assert run.state.variables["voipbin.webhook.status_code"] == ""
    assert run.state.variables["voipbin.webhook.body"] == ""
    assert run.current == "beep"
