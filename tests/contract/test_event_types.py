"""The list of event types: complete, and true about engines."""

from tests.fixtures import event_types
from voipbin.core.contract.operations import operations


def test_every_delivered_type_is_listed() -> None:
    produced = (
        event_types.BY_REQUEST
        | event_types.BY_CALLS
        | event_types.BY_SPEECH
        | event_types.BY_CONVERSATIONS
    )
    assert not produced & event_types.not_produced()
    assert produced | event_types.not_produced() >= event_types.DELIVERED


def test_missing_engines_are_missing() -> None:
    """An engine that is there now has its types told, and tested."""
    missing = {spec.engine for spec in operations().values() if spec.engine}
    assert set(event_types.NOT_PRODUCED) <= missing
