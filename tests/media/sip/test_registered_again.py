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
    ("old", "new", "transport", "host", "is_one"),
    [
        ("<urn:uuid:1>", "<urn:uuid:1>", "udp", "198.51.100.7", True),
        ("<urn:uuid:1>", "<urn:uuid:2>", "tcp", "203.0.113.66", False),
        ("", "<urn:uuid:2>", "tcp", "203.0.113.66", False),
        # Its router gave it another port.
        ("", "", "udp", "203.0.113.66", True),
        # Two sites use the same private address.
        ("", "", "udp", "198.51.100.7", False),
        ("", "", "tcp", "198.51.100.7", False),
        ("", "", "wss", "198.51.100.7", True),
    ],
)
def test_whether_it_is_the_same_phone(
    old: str, new: str, transport: str, host: str, is_one: bool
) -> None:
    bindings = [
        Binding("sip:100@192.168.1.10:5060", str(flow), 0.0, "c", 1, instance=instance)
        for instance, flow in (
            (old, Flow(transport, US, HostPort("203.0.113.66", 40000))),
            (new, Flow(transport, US, HostPort(host, 40001))),
        )
    ]
    assert is_one_phone(*bindings) is is_one


@pytest.mark.parametrize(
    ("contact", "goes_to"),
    [("sip:me@10.1.2.3:5060", SOMEBODY), ("sip:me@203.0.113.66:40000", None)],
)
def test_a_phone_that_goes_behind_nat(contact: str, goes_to: Flow | None) -> None:
    """Its new Contact cannot be reached, where the one of before could."""
    dialog = dialog_with("sip:me@192.0.2.1:5060", CARRIER)
    assert dialog.destination == dialog.target
    dialog.move(SOMEBODY, Uri.parse(contact))
    assert dialog.destination == (goes_to or dialog.target)
