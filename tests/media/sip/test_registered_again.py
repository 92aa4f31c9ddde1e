"""Which calls a phone takes along when it registers again."""

import dataclasses

import pytest

from voipbin.media.sip import Binding, Flow, HostPort, NameAddr, Uri
from voipbin.media.sip.dialog import Dialog
from voipbin.media.sip.message import Request
from voipbin.media.sip.parser import parse_message
from voipbin.media.sip.registrar import is_one_phone

US = HostPort("10.0.0.1", 5060)
CARRIER = Flow("udp", US, HostPort("192.0.2.1", 5060))
SOMEBODY = Flow("udp", US, HostPort("203.0.113.66", 40000))


def dialog_with(contact: str, flow: Flow) -> Dialog:
    """A call that came in directly."""
    lines = (
        "INVITE sip:2000@10.0.0.1 SIP/2.0",
        f"Via: SIP/2.0/UDP {flow.remote};branch=z9hG4bK1",
        "From: <sip:a@h>;tag=1",
        "To: <sip:2000@h>",
        "Call-ID: c",
        "CSeq: 1 INVITE",
        f"Contact: <{contact}>",
    )
    invite = parse_message("\r\n".join(lines).encode() + b"\r\n\r\n")
    assert isinstance(invite, Request)
    return Dialog.from_request(invite, NameAddr(Uri("h", "2000")), flow)


@pytest.mark.parametrize("contact", ["sip:+15550100@192.0.2.1:5060", "sip:gw@10.9.9.9"])
def test_a_contact_alone_takes_no_call(contact: str) -> None:
    """Anybody can register the Contact of a carrier, and then another one."""
    dialog = dialog_with(contact, CARRIER)
    assert not dialog.leads_to(Uri.parse(contact), SOMEBODY)
    assert dialog.leads_to(Uri.parse(contact), CARRIER)
    assert not dialog.leads_to(Uri.parse("sip:other@192.0.2.1:5060"), CARRIER)


def test_a_phone_that_moves_is_reached_where_it_is() -> None:
    dialog = dialog_with("sip:gw@10.9.9.9", CARRIER)
    dialog.move(SOMEBODY, Uri.parse("sip:new@10.9.9.8"))
    assert (dialog.destination, str(dialog.target)) == (SOMEBODY, "sip:new@10.9.9.8")
    assert dialog.leads_to(Uri.parse("sip:new@10.9.9.8"), SOMEBODY), "and can move again"
    dialog.move(dataclasses.replace(CARRIER, transport="tcp"))
    assert dialog.destination == SOMEBODY


@pytest.mark.parametrize(
    ("old", "new", "transport", "is_one"),
    [
        ("<urn:uuid:1>", "<urn:uuid:1>", "udp", True),
        ("<urn:uuid:1>", "<urn:uuid:2>", "tcp", False),
        ("", "<urn:uuid:2>", "tcp", False),
        ("", "", "tcp", True),
        ("", "", "udp", False),
    ],
)
def test_two_sites_use_the_same_private_address(
    old: str, new: str, transport: str, is_one: bool
) -> None:
    """Over UDP a Contact says nothing of whose it is."""
    flow = str(Flow(transport, US, HostPort("203.0.113.66", 40000)))
    bindings = [
        Binding("sip:100@192.168.1.10:5060", flow, 0.0, "c", 1, instance=instance)
        for instance in (old, new)
    ]
    assert is_one_phone(*bindings) is is_one
