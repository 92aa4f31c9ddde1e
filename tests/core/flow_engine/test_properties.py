"""What holds for every flow and every order of inputs."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.flow_engine.player import act, through_json, valid
from voipbin.core.flow_engine import (
    DEFAULT_LIMITS,
    ActionDone,
    ActionFailed,
    ActionsError,
    ActivityChanged,
    BridgeAnswered,
    BridgeEnded,
    CallAnswered,
    CallFacts,
    CallHungUp,
    CallRinging,
    DigitPressed,
    EndFlow,
    FlowFetched,
    Forward,
    HttpResult,
    Input,
    LegsCreated,
    RunInfo,
    SetVariables,
    Start,
    Stop,
    TimerFired,
    derived_ids,
    new_state,
    step,
    validate_actions,
)

IDS = ["a", "b", "c", "d", "e", "f"]
NAMES = ["voipbin.call.digits", "x", "y"]

ids = st.sampled_from(IDS)
texts = st.one_of(
    st.sampled_from(["", "1", "2", "x", "${x}", "${y}${y}", "${voipbin.call.digits}", "a", "b"]),
    st.text(max_size=8).filter(lambda text: "\0" not in text),
)
words = texts.filter(bool)
urls = st.sampled_from(["http://a", "https://b/c?d=e", "${url}"])
durations = st.sampled_from([0, 1, 1000, "${x}"])
operators = st.sampled_from(["==", "!=", ">", ">=", "<", "<=", "${x}"])


def option(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def needed(
    required: dict[str, st.SearchStrategy[Any]], **optional: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


targets = texts.filter(lambda text: all(" " <= char != "\x7f" for char in text))
addresses = st.lists(
    st.fixed_dictionaries({"type": st.sampled_from(["tel", "sip", "agent"]), "target": targets}),
    min_size=1,
    max_size=3,
)
OPTIONS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "answer": option(),
    "beep": option(),
    "mute": option(),
    "stop": option(),
    "hangup": option(reason=st.sampled_from(["", "busy", "${x}"]), reference_id=texts),
    "talk": needed(
        {"text": words},
        **{"async": st.booleans(), "digits_handle": st.sampled_from(["", "next"])},
    ),
    "play": needed({"stream_urls": st.lists(urls, min_size=1, max_size=3)}),
    "sleep": option(duration=durations),
    "echo": option(duration=durations),
    "stream_echo": option(duration=durations),
    "digits_receive": option(
        duration=durations, length=st.integers(0, 3), key=st.sampled_from(["", "#", "*#"])
    ),
    "digits_send": needed({"digits": st.sampled_from(["1", "12#", "${x}"])}),
    "recording_start": option(duration=st.integers(0, 9)),
    "recording_stop": option(),
    "transcribe_start": option(language=st.sampled_from(["", "en-US", "${x}"])),
    "transcribe_stop": option(),
    "connect": needed(
        {"destinations": addresses}, relay_reason=st.booleans(), early_media=st.booleans()
    ),
    "goto": needed({"target_id": ids}, loop_count=st.integers(0, 3)),
    "branch": needed(
        {"default_target_id": ids},
        variable=st.sampled_from(["", "x", "y"]),
        target_ids=st.dictionaries(st.sampled_from(["", "1", "2", "x"]), ids, max_size=3),
    ),
    "condition_variable": needed(
        {"condition": operators, "variable": words, "false_target_id": ids},
        value_type=st.sampled_from(["", "string", "number", "length"]),
        value_string=texts,
        value_number=st.floats(-10, 10),
        value_length=st.integers(0, 5),
    ),
    "condition_datetime": needed(
        {"condition": operators, "false_target_id": ids},
        hour=st.integers(-1, 23),
        weekdays=st.lists(st.integers(0, 6), max_size=3),
    ),
    "condition_call_digits": needed({"false_target_id": ids}, length=st.integers(0, 3)),
    "condition_call_status": needed(
        {"false_target_id": ids, "status": st.sampled_from(["ringing", "progressing"])}
    ),
    "variable_set": needed({"key": st.sampled_from(NAMES)}, value=texts),
    "fetch": needed({"event_url": urls}),
    "fetch_flow": needed({"flow_id": words}),
    "webhook_send": needed({"uri": urls}, sync=st.booleans(), data=texts),
}
some_type = st.sampled_from(sorted(OPTIONS))
some_option = some_type.flatmap(lambda word: OPTIONS[word].map(lambda found: (word, found)))


@st.composite
def flows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Six valid actions with random jumps among them."""
    chosen = draw(st.lists(some_option, min_size=len(IDS), max_size=len(IDS)))
    next_ids = draw(st.lists(st.sampled_from(["", "", "", *IDS]), min_size=6, max_size=6))
    return valid(
        *(
            act(word, ident, next_id, **found)
            for ident, next_id, (word, found) in zip(IDS, next_ids, chosen, strict=True)
        )
    )


# Tokens are offsets to the one that is waited for: 0 is right, others are stale.
offsets = st.sampled_from([0, 0, 0, 0, -1, 1])
inner = st.sampled_from([[], [act("beep")], [act("mute"), act("stop")], ["x"], [act("goto")]])
calls = st.lists(words, max_size=2).map(tuple)
inputs: st.SearchStrategy[Input] = st.one_of(
    st.just(Start()),
    st.builds(ActionDone, offsets, st.dictionaries(st.sampled_from(NAMES), texts, max_size=2)),
    st.builds(ActionFailed, offsets, texts),
    st.builds(TimerFired, offsets),
    st.builds(HttpResult, offsets, st.sampled_from([200, 404]), st.sampled_from(["[]", "x", ""])),
    st.builds(FlowFetched, offsets, inner),
    st.builds(LegsCreated, offsets, calls),
    st.builds(BridgeAnswered, offsets),
    st.builds(BridgeEnded, offsets, texts),
    st.builds(DigitPressed, st.sampled_from(["1", "2", "#", "*", "x", ""])),
    st.builds(SetVariables, st.dictionaries(texts, st.text(max_size=5), max_size=2), calls),
    st.builds(Forward, st.sampled_from([*IDS, "nowhere", ""])),
    st.just(CallRinging()),
    st.just(CallAnswered()),
    st.just(ActionDone(0)),
    st.just(TimerFired(0)),
)
rare: st.SearchStrategy[Input] = st.sampled_from([Stop(), CallHungUp("normal")])
stories = st.tuples(st.lists(inputs, max_size=25), st.lists(rare, max_size=1)).map(
    lambda parts: [Start(), *parts[0], *parts[1]]
)
facts = st.sampled_from(
    [
        None,
        CallFacts("incoming", "ringing"),
        CallFacts("incoming", "progressing"),
        CallFacts("outgoing", "progressing"),
    ]
)


def aimed(event: Input, token: int) -> Input:
    """The input with its offset turned into a token."""
    offset = getattr(event, "token", None)
    if offset is None:
        return event
    return Input.from_json({**event.to_json(), "token": token + offset})


@settings(max_examples=300, deadline=None)
@given(flows(), stories, facts)
def test_any_inputs_in_any_order(
    actions: list[dict[str, Any]], story: list[Input], call: CallFacts | None
) -> None:
    info = RunInfo("run-1", "call" if call else "api", "ref-1")
    state = new_state(info, actions, call=call)
    again = state
    for now_us, event in enumerate(story):
        event = aimed(event, state.token)
        before = state.to_json()
        after, effects = step(state, event, now_us)
        assert state.to_json() == before
        # A restart between two steps changes nothing, and neither does a replay.
        again, same = step(through_json(again), event, now_us)
        assert again == after
        assert same == effects
        check(state, after, effects)
        state = after


def check(before: Any, after: Any, effects: tuple[Any, ...]) -> None:
    """What one step may have done."""
    ends = [effect for effect in effects if isinstance(effect, EndFlow)]
    has_ended = before.status == "running" and after.status == "ended"
    assert len(ends) == has_ended
    assert has_ended == bool(after.end_reason and not before.end_reason)
    if ends:
        assert effects[-1] is ends[0]
    if after.status == "ended":
        assert after.wait is None
        assert not after.stacks
    elif after.is_started:
        assert after.wait is not None, "a run that goes on waits for something"
    assert after.action_count <= DEFAULT_LIMITS.max_actions + 1
    assert after.serial >= before.serial
    changes = [e for e in effects if isinstance(e, ActivityChanged)]
    assert len(changes) == after.serial - before.serial


@settings(max_examples=200, deadline=None)
@given(flows(), facts)
def test_every_flow_ends_when_everything_succeeds(
    actions: list[dict[str, Any]], call: CallFacts | None
) -> None:
    state = new_state(RunInfo("run-1", "call" if call else "api"), actions, call=call)
    state, _ = step(state, Start(), 0)
    for now_us in range(1, 1000):
        if state.status == "ended":
            break
        token = state.token
        for event in (
            CallAnswered(),
            TimerFired(token),
            HttpResult(token, 200, "[]"),
            FlowFetched(token, [act("mute")]),
            LegsCreated(token, ("leg-1",)),
            BridgeEnded(token, "normal"),
            ActionDone(token),
        ):
            if state.token == token:
                state, _ = step(state, event, now_us)
        if state.current_action["type"] == "hangup":
            state, _ = step(state, CallHungUp("normal"), now_us)
    assert state.status == "ended"


@settings(max_examples=300, deadline=None)
@given(st.recursive(
    # JSON has neither NaN nor infinity.
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["id", "next_id", "type", "option", "duration", "text", "target_ids"]),
        inner | some_type,
        max_size=5,
    ),
    max_leaves=20,
))  # fmt: skip
def test_any_json_is_validated_or_refused_in_words(raw: Any) -> None:
    for candidate in (raw, [raw], [{"type": "talk", "option": raw}]):
        try:
            actions = validate_actions(candidate, new_id=derived_ids("test"))
        except ActionsError as error:
            assert error.violations
            assert all(v.field.startswith("actions") and v.description for v in error.violations)
        else:
            state, _ = step(new_state(RunInfo("run-1"), actions), Start(), 0)
            assert through_json(state) == state
