"""What kind of use a call is."""

from typing import Any

import pytest

from voipbin.core.call.charging import use_of
from voipbin.core.call.model import CallRow

TEL = {"type": "tel", "target": "+4930123456"}
OWN = {"type": "tel", "target": "+15550000001"}
VIRTUAL = {"type": "tel", "target": "+899123456789"}
SIP = {"type": "sip", "target": "a@b.test"}
PHONE = {"type": "extension", "target": "0b1"}


@pytest.mark.parametrize(
    ("direction", "source", "destination", "reference_type", "cost_type"),
    [
        ("incoming", TEL, OWN, "call", "call_pstn_incoming"),
        ("incoming", TEL, VIRTUAL, "call", "call_vn"),
        ("incoming", SIP, VIRTUAL, "call_extension", "call_vn"),
        ("incoming", PHONE, VIRTUAL, "call_extension", "call_vn"),
        ("incoming", SIP, PHONE, "call_extension", "call_direct_ext"),
        ("incoming", PHONE, PHONE, "call_extension", "call_extension"),
        ("incoming", PHONE, OWN, "call_extension", "call_extension"),
        ("incoming", SIP, OWN, "call_extension", "call_extension"),
        ("incoming", TEL, PHONE, "call", "call_extension"),
        ("outgoing", OWN, TEL, "call", "call_pstn_outgoing"),
        ("outgoing", OWN, VIRTUAL, "call", "call_pstn_outgoing"),
        ("outgoing", OWN, SIP, "call_extension", "call_extension"),
        ("outgoing", OWN, PHONE, "call_extension", "call_extension"),
        ("outgoing", {}, {}, "call_extension", "call_extension"),
    ],
)
def test_kind(
    direction: str, source: Any, destination: Any, reference_type: str, cost_type: str
) -> None:
    row = CallRow(
        id="id",
        customer_id="c",
        direction=direction,
        source=source,
        destination=destination,
        tm_create=0,
    )
    use = use_of(row)
    assert (use.reference_type, use.cost_type) == (reference_type, cost_type)
    assert (use.customer_id, use.reference_id) == ("c", "id")
