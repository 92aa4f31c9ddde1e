"""Messages, headers, addresses and URIs: what is read, written and refused."""

import time
import timeit

import pytest

from voipbin.media.sip import NameAddr, Uri
from voipbin.media.sip.cseq import CSeq
from voipbin.media.sip.headers import Headers
from voipbin.media.sip.message import Request, Response, make_response
from voipbin.media.sip.parser import BadMessage, parse_message
from voipbin.media.sip.via import Via

INVITE = (
    b"INVITE sip:bob@biloxi.example.com;transport=udp SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP pc33.atlanta.example.com:5060;branch=z9hG4bKnashds8;rport\r\n"
    b"Max-Forwards: 70\r\n"
    b"To: Bob <sip:bob@biloxi.example.com>\r\n"
    b'From: "Alice \\"A\\" L\xc3\xb6w" <sip:alice@atlanta.example.com>;tag=1928301774\r\n'
    b"Call-ID: a84b4c76e66710@pc33.atlanta.example.com\r\n"
    b"CSeq: 314159 INVITE\r\n"
    b"Contact: <sip:alice@pc33.atlanta.example.com>\r\n"
    b"Allow: INVITE, ACK, BYE, CANCEL, OPTIONS\r\n"
    b"Supported: timer, 100rel\r\n"
    b"User-Agent: phone 1.0\r\n"
    b"Content-Type: application/sdp\r\n"
    b"Content-Length: 5\r\n\r\nv=0\r\n"
)


def request(*lines: str, method: str = "OPTIONS", body: bytes = b"") -> bytes:
    base = {
        "Via": "SIP/2.0/UDP h;branch=z9hG4bK1",
        "From": "<sip:a@h>;tag=1",
        "To": "<sip:b@h>",
        "Call-ID": "c",
        "CSeq": f"1 {method}",
    }
    names = {line.partition(":")[0] for line in lines}
    head = [f"{name}: {value}" for name, value in base.items() if name not in names]
    text = "\r\n".join([f"{method} sip:b@h SIP/2.0", *head, *lines]) + "\r\n\r\n"
    return text.encode() + body


def test_round_trip_is_byte_exact() -> None:
    message = parse_message(INVITE)
    assert isinstance(message, Request)
    assert bytes(message) == INVITE
    assert message.from_.display_name == 'Alice "A" Löw'
    assert message.body == b"v=0\r\n"


def test_parse_takes_microseconds() -> None:
    runs = timeit.repeat(
        lambda: parse_message(INVITE), number=200, repeat=20, timer=time.process_time
    )
    best_us = min(runs) / 200 * 1e6
    assert best_us < 200, f"{best_us:.0f} us; it was 42 us when written"


def test_compact_names_and_folding() -> None:
    data = (
        b"OPTIONS sip:b@h SIP/2.0\r\nv: SIP/2.0/UDP h\r\n ;branch=z9hG4bK1\r\n"
        b"f:<sip:a@h>\r\n\t;tag=1"
        b"\r\nt: <sip:b@h>\r\ni: c\r\nCSEQ: 1\r\n OPTIONS\r\nm: <sip:a@h>\r\nk: timer\r\n"
        b"x: 90\r\nl: 0\r\n\r\n"
    )
    message = parse_message(data)
    assert message.via.branch == "z9hG4bK1"
    assert message.from_.tag == "1"
    assert message.headers.get("Session-Expires") == "90"
    assert message.contacts[0].uri.user == "a"


def test_contact_star() -> None:
    message = parse_message(request("Contact: *", method="REGISTER"))
    assert message.contact_is_star and message.contacts == []


def test_commas_in_quotes_and_brackets() -> None:
    line = 'Contact: "Bell, A" <sip:a,b@h>;q=0.5, <sip:c@h>;x="1,2"'
    message = parse_message(request(line))
    assert [item.display_name for item in message.contacts] == ["Bell, A", ""]
    assert message.contacts[0].uri.user == "a,b"
    assert message.contacts[1].param("x") == "1,2"


def test_tokens_ignore_case_and_junk() -> None:
    message = parse_message(request("Supported: Timer,, 100REL ,"))
    assert message.headers.tokens("Supported") == {"timer", "100rel"}


@pytest.mark.parametrize("name", ["Via", "From", "To", "Call-ID", "CSeq"])
def test_missing_mandatory_header(name: str) -> None:
    data = b"\r\n".join(
        line for line in request().split(b"\r\n") if not line.startswith(name.encode())
    )
    with pytest.raises(BadMessage, match=name) as caught:
        parse_message(data)
    assert caught.value.status == 400
    assert caught.value.request is not None


@pytest.mark.parametrize(
    "line", ["From: <sip:z@h>", "To: <sip:z@h>", "Call-ID: d", "CSeq: 1 OPTIONS"]
)
def test_doubled_mandatory_header(line: str) -> None:
    data = request().replace(b"\r\n\r\n", b"\r\n" + line.encode() + b"\r\n\r\n")
    with pytest.raises(BadMessage, match="more than once"):
        parse_message(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02",
        b"HELLO\r\n\r\n",
        b"SIP/2.0 abc x\r\n\r\n",
        b"INVITE sip:a@h SIP/2.0\r\nVia: x",
        request("Broken line"),
        request("Bad name: x"),
        request("X: a\rb"),
        request("X: a\nb"),
        request("Content-Length: 4", body=b"abc"),
        request("Content-Length: 4x", body=b"abcd"),
        request("Max-Forwards: 256"),
        request("Call-ID: a b"),
        request("CSeq: 2147483648 OPTIONS"),
        request("To: <sip:b@h"),
        request("Contact: <sip:a@h>,"),
        request('From: <sip:a@h>;tag="x'),
        request("Via: SIP/2.0/UDP h:99999;branch=z9hG4bK1"),
        request("X: y\r\n" * 300),
        b"A" * 70_000,
    ],
)
def test_refused(data: bytes) -> None:
    with pytest.raises(BadMessage):
        parse_message(data)


def test_invalid_utf8_is_replaced_not_fatal() -> None:
    message = parse_message(request().replace(b"From: <", b'From: "\xff\xfe" <'))
    assert message.from_.display_name == "\ufffd\ufffd"


@pytest.mark.parametrize(
    "name", ["plain", 'a "b" \\c', "Müller, Jörg", "BEL \x07 NUL \x00", "<x>;y", ""]
)
def test_display_names_survive_the_wire(name: str) -> None:
    text = str(NameAddr(Uri("h", "a"), name, (("tag", "t"),)))
    parsed = parse_message(request(f"From: {text}")).from_
    assert (parsed.display_name, parsed.tag) == (name, "t")


@pytest.mark.parametrize("text", ["a\r\nVia: x", "a\nb", "a\rb", "\r\n\r\nINVITE"])
def test_line_breaks_never_reach_the_wire(text: str) -> None:
    headers = Headers()
    with pytest.raises(ValueError):
        str(NameAddr(Uri("h"), text))
    with pytest.raises(ValueError):
        headers.add("Subject", text)
    with pytest.raises(ValueError):
        headers.set("Subject", text)
    with pytest.raises(ValueError):
        headers.prepend("Subject", text)
    with pytest.raises(ValueError):
        headers.add("X:" + text, "y")
    with pytest.raises(ValueError):
        str(NameAddr(Uri("h"), "", (("x", text),)))
    assert "\n" not in str(Uri("h", text)) and "\r" not in str(Uri("h", text))
    assert "\n" not in str(Uri("h", "a", params=(("x", text),)))
    assert "\n" not in str(Uri("h", "a", headers=text))


@pytest.mark.parametrize(
    "text",
    [
        "sip:h",
        "sip:a@h:5060",
        "sip:+8210-1@h;transport=tcp;lr",
        "sip:a:pw@[2001:db8::1]:5062;x=y",
        "sips:a@h?Subject=hi",
        "tel:+8210;phone-context=x",
        "sip:a;b=c@h",
    ],
)
def test_uri_round_trip(text: str) -> None:
    assert str(Uri.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bob",
        "sip:",
        "sip:a@",
        "sip:a b@h",
        "sip:a@h:x",
        "sip:a@h:70000",
        "sip:a@h h",
        "sip:<a>@h",
    ],
)
def test_uri_refused(text: str) -> None:
    with pytest.raises(ValueError, match="URI"):
        Uri.parse(text)


def test_uri_parts() -> None:
    uri = Uri.parse("sip:%61%20b@Host:5070;Transport=TCP;lr?x=y")
    assert (uri.user, uri.host, uri.port, uri.transport) == ("a b", "Host", 5070, "tcp")
    assert uri.param("lr") == "" and uri.headers == "x=y"
    assert str(uri.without_headers()) == "sip:a%20b@Host:5070;transport=TCP;lr"


def test_via_and_cseq() -> None:
    via = Via.parse("SIP / 2.0 / tcp [::1]:5061 ;branch=z9hG4bKa;rport")
    assert (via.transport, via.host, via.port, via.param("rport")) == ("TCP", "[::1]", 5061, "")
    assert str(via) == "SIP/2.0/TCP [::1]:5061;branch=z9hG4bKa;rport"
    assert str(CSeq.parse("0042  INVITE")) == "42 INVITE"
    with pytest.raises(ValueError):
        CSeq.parse("x INVITE")


def test_response_copies_what_it_must() -> None:
    message = parse_message(INVITE)
    assert isinstance(message, Request)
    response = make_response(message, 486, to_tag="t9")
    assert (response.reason, response.to.tag) == ("Busy Here", "t9")
    assert response.headers.get("Via") == message.headers.get("Via")
    again = parse_message(bytes(response))
    assert isinstance(again, Response) and again.status == 486


def test_100_gets_no_to_tag() -> None:
    message = parse_message(INVITE)
    assert isinstance(message, Request)
    assert make_response(message, 100, to_tag="t").to.tag is None


def test_response_to_a_to_that_ends_in_a_semicolon() -> None:
    lines = ("Via: SIP/2.0/UDP h;branch=z9hG4bK1", "From: <sip:a@b>;tag=1", "To: <sip:c@d> ;; ")
    text = "\r\n".join(("OPTIONS sip:c@d SIP/2.0", *lines, "Call-ID: x", "CSeq: 1 OPTIONS", "", ""))
    request = parse_message(text.encode())
    assert isinstance(request, Request)
    assert make_response(request, 200, to_tag="ours").to.tag == "ours"
