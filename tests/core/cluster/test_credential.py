"""What one process accepts from another, and nothing else."""

import pytest

from tests.fixtures.manual_clock import ManualClock
from voipbin.core.caller import Caller, CallerKind, internal_caller
from voipbin.core.cluster.credential import ForwardSigner, Passed
from voipbin.core.errors import Unauthenticated

METHOD = "/voipbin.v1.CallService/HangupCall"
AGENT = Caller(CallerKind.AGENT, "agent", "customer", 0x20, "frozen", 5)


@pytest.mark.parametrize("caller", [AGENT, internal_caller("customer")])
def test_caller_arrives_as_it_was(caller: Caller) -> None:
    signer = ForwardSigner(b"k" * 32, ManualClock())
    passed = Passed(caller, METHOD, "b", "192.0.2.1")
    assert signer.read(signer.sign(passed), METHOD, "b") == passed


@pytest.mark.parametrize("change", ["key", "method", "process", "body", "old", "early", "junk"])
def test_anything_else_is_refused(change: str) -> None:
    clock = ManualClock()
    signer = ForwardSigner(b"k" * 32, clock)
    text = signer.sign(Passed(AGENT, METHOD, "b", ""))
    reader, method, me = signer, METHOD, "b"
    match change:
        case "key":
            reader = ForwardSigner(b"x" * 32, clock)
        case "method":
            method = "/voipbin.v1.CallService/DeleteCall"
        case "process":
            me = "a"
        case "body":
            text = f"{text[:20]}{'0' if text[20] != '0' else '1'}{text[21:]}"
        case "old":
            clock.move(61)
        case "early":
            clock.move(-61)
        case "junk":
            text = "not hex.x"
    with pytest.raises(Unauthenticated) as caught:
        reader.read(text, method, me)
    assert caught.value.reason == "FORWARD_NOT_TRUSTED"
