"""The stored document."""

import json

import pytest

from tests.core.flow_engine.player import Player, act
from voipbin.core.flow_engine import Effect, EngineState, Input, SetVariables, Start
from voipbin.core.flow_engine.record import Record


def test_document_is_plain_json() -> None:
    run = Player(act("connect", destinations=[{"type": "tel", "target": "+8210"}]))
    run.start()
    document = run.state.to_json()
    assert document["version"] == 1
    assert json.loads(json.dumps(document)) == document
    assert EngineState.from_json(document) == run.state


@pytest.mark.parametrize("version", [0, 2, None, "1"])
def test_other_versions_are_refused(version: object) -> None:
    document = Player(act("beep")).state.to_json()
    with pytest.raises(ValueError, match="version must be 1, got"):
        EngineState.from_json({**document, "version": version})


def test_reading_leaves_the_document_alone() -> None:
    document = Player(act("beep")).state.to_json()
    before = json.dumps(document)
    EngineState.from_json(document)
    assert json.dumps(document) == before


def test_every_input_and_effect_has_a_kind_of_its_own() -> None:
    kinds = list(Record.KINDS)
    assert len(kinds) == len({kind.lower() for kind in kinds})
    assert {"Start", "ActionDone", "PlayTalk", "EndFlow"} <= set(kinds)


def test_inputs_travel_as_json() -> None:
    event = SetVariables({"a": "1"}, ("b",))
    document = json.loads(json.dumps(event.to_json()))
    assert document == {"kind": "SetVariables", "values": {"a": "1"}, "remove": ["b"]}
    assert Input.from_json(document) == event


@pytest.mark.parametrize("kind", ["Start", "Nope", "", None])
def test_foreign_kinds_are_refused(kind: str | None) -> None:
    with pytest.raises(ValueError, match="kind must be one of Effect"):
        Effect.from_json({"kind": kind})
    assert Input.from_json({"kind": "Start"}) == Start()
