"""How a caller is shown to telephone networks."""

import pytest

from voipbin.core.call.address import Leg, address
from voipbin.core.call.originate import _from, is_anonymous, shown_source

OUTSIDE = Leg(address("tel", "+4930123"), "sip:+4930123@carrier.example")
PHONE = Leg(address("extension", "id", "2000"), "sip:2000@192.0.2.1")


@pytest.mark.parametrize(
    ("target", "is_hidden"),
    [
        ("+15550000001", False),
        ("anonymous", True),
        ("", True),
        ("201@pbx.test", True),
        # Another's number with a host behind it is no number, and must not get out as one.
        ("+15550000002@pbx.test", True),
        ("+12", True),
    ],
)
def test_shown_to_a_carrier(target: str, is_hidden: bool) -> None:
    source = address("sip", target, "Somebody")
    shown = shown_source(source, OUTSIDE)
    assert is_anonymous(shown) is is_hidden
    assert shown["target_name"] == ("Anonymous" if is_hidden else "Somebody")
    assert shown_source(source, PHONE) == source


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("201@pbx.test:5080;transport=tcp", ("201", "pbx.test")),
        ("sip:201@[2001:db8::1]:5080;lr", ("201", "[2001:db8::1]")),
        ("201@[::1]", ("201", "[::1]")),
        ("201", ("201", "")),
    ],
)
def test_host_of_from(target: str, shown: tuple[str, str]) -> None:
    assert _from(address("sip", target), "c", "base.test") == shown
