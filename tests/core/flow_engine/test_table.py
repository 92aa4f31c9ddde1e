"""The table of action types restated: media, blocking and failure of each."""

import pytest

from voipbin.core.flow_engine.actions import REGISTRY
from voipbin.core.flow_engine.actions.kind import option_descriptors
from voipbin.v1 import flow_action_pb2

TABLE = {
    "ai_summary": ("any", True, "end"),
    "ai_talk": ("any", True, "end"),
    "amd": ("rtc", True, "next"),
    "answer": ("rtc", False, "next"),
    "beep": ("rtc", True, "next"),
    "branch": ("any", False, "end"),
    "call": ("any", False, "end"),
    "condition_call_digits": ("rtc", False, "false"),
    "condition_call_status": ("rtc", False, "false"),
    "condition_datetime": ("any", False, "false"),
    "condition_variable": ("any", False, "false"),
    "confbridge_join": ("rtc", True, "next"),
    "conference_join": ("rtc", True, "end"),
    "connect": ("rtc", True, "end"),
    "conversation_send": ("any", False, "next"),
    "digits_receive": ("rtc", True, "next"),
    "digits_send": ("rtc", True, "next"),
    "echo": ("rtc", True, "next"),
    "email_send": ("any", False, "next"),
    "external_media_start": ("rtc", False, "next"),
    "external_media_stop": ("rtc", False, "next"),
    "fetch": ("any", True, "end"),
    "fetch_flow": ("any", True, "end"),
    "goto": ("any", False, "end"),
    "hangup": ("rtc", True, "end"),
    "message_send": ("any", False, "end"),
    "mute": ("rtc", False, "next"),
    "play": ("rtc", True, "next"),
    "queue_join": ("rtc", True, "end"),
    "recording_start": ("rtc", False, "next"),
    "recording_stop": ("rtc", False, "next"),
    "sleep": ("rtc", True, "next"),
    "stop": ("any", False, "end"),
    "stream_echo": ("rtc", True, "next"),
    "talk": ("rtc", True, "next"),
    "transcribe_recording": ("any", True, "next"),
    "transcribe_start": ("rtc", False, "next"),
    "transcribe_stop": ("rtc", False, "next"),
    "variable_set": ("any", False, "next"),
    "webhook_send": ("any", False, "next"),
}


@pytest.mark.parametrize("word", sorted(TABLE))
def test_row(word: str) -> None:
    kind = REGISTRY[word]
    assert (kind.media, kind.blocks, kind.failure) == TABLE[word]


def test_there_are_no_other_rows() -> None:
    assert set(REGISTRY) == set(TABLE)


def test_every_type_of_the_contract_names_its_option() -> None:
    words = set(option_descriptors())
    assert len(words) == len(flow_action_pb2.FlowActionType.DESCRIPTOR.values) - 1
    assert set(TABLE) <= words


REFUSED = {
    "conference_join": "flows with it are refused until there are conferences",
    "external_media_start": "flows with it are refused until audio can be sent elsewhere",
    "external_media_stop": "as external_media_start",
}
"""Types of the contract without a row, and why."""


def test_every_type_of_the_contract_has_a_row_or_a_reason() -> None:
    assert set(option_descriptors()) - set(REGISTRY) <= set(REFUSED)
