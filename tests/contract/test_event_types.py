"""The list of event types is complete."""

from tests.fixtures import event_types


def test_every_delivered_type_is_listed() -> None:
    assert not event_types.listed() & event_types.not_produced()
    assert event_types.listed() | event_types.not_produced() >= event_types.DELIVERED
