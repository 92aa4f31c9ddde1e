"""Enum words: derived from value names, or declared where the contract is irregular."""

import pytest

from voipbin.core.contract.spelling import allowed, number, word, words
from voipbin.v1 import call_pb2, customer_pb2, groupcall_pb2


def test_derived_words() -> None:
    status = call_pb2.CallStatus.DESCRIPTOR
    assert words(status)[:3] == ("", "dialing", "ringing")
    assert word(status, call_pb2.CALL_STATUS_HANGUP) == "hangup"
    assert number(status, "hangup") == call_pb2.CALL_STATUS_HANGUP


def test_underscore_stays() -> None:
    method = groupcall_pb2.GroupcallRingMethod.DESCRIPTOR
    assert word(method, groupcall_pb2.GROUPCALL_RING_METHOD_RING_ALL) == "ring_all"


def test_declared_words() -> None:
    kind = call_pb2.CallType.DESCRIPTOR
    assert word(kind, call_pb2.CALL_TYPE_SIP_SERVICE) == "sip-service"
    method = customer_pb2.WebhookMethod.DESCRIPTOR
    assert number(method, "POST") == customer_pb2.WEBHOOK_METHOD_POST


def test_unspecified_is_empty() -> None:
    status = call_pb2.CallStatus.DESCRIPTOR
    assert word(status, 0) == ""
    assert number(status, "") == 0


def test_unknown_word_lists_the_allowed() -> None:
    with pytest.raises(ValueError, match='"remote", "local", got \'Remote\''):
        number(call_pb2.CallHangupBy.DESCRIPTOR, "Remote")


def test_required_words_are_without_the_empty_one() -> None:
    enum = call_pb2.CallHangupBy.DESCRIPTOR
    assert allowed(enum) == '"", "remote", "local"'
    assert allowed(enum, required=True) == '"remote", "local"'
