"""The torture messages of RFC 4475, by the names of its sections 3.1 to 3.4."""

import asyncio
from pathlib import Path

import pytest

from voipbin.media.sip import Flow, HostPort
from voipbin.media.sip.message import Request
from voipbin.media.sip.parser import BadMessage, parse_message

from .fake_handler import FakeHandler, ring
from .network import Network
from .stage import HOST, endpoint
from .virtual_time import run_virtual

TORTURE = Path(__file__).parent / "torture"
SOURCE = HostPort("10.0.0.9", 5060)

VALID = [
    "wsinv intmeth esc01 escnull esc02 lwsdisp longreq dblreq semiuri transports mpart01",
    "unreason noreason badbranch unkscm novelsc unksm2 bext01 invut regaut01 bcast zeromf",
    "cparam01 cparam02 regescrt sdp01 inv2543 baddate",
]
INVALID = [
    "badinv01 clerr ncl scalar02 scalarlg quotbal ltgtruri lwsruri lwsstart trws escruri regbadct",
    "badaspec baddn badvers mismatch01 mismatch02 bigcode insuf multi01 mcl01",
]
ANSWERS = {
    # 3.1.1: valid
    "wsinv": 481,  # it has a To tag, of a dialog we never had
    "intmeth": 501,
    "esc01": 180,
    "escnull": 407,
    "esc02": 501,
    "lwsdisp": 200,
    "longreq": 180,
    "dblreq": 407,
    "semiuri": 200,
    "transports": 200,
    "mpart01": 480,
    "unreason": None,
    "noreason": None,
    # 3.1.2: invalid
    "badinv01": 400,
    "clerr": 400,
    "ncl": 400,
    "scalar02": 400,
    "scalarlg": None,
    "quotbal": 400,
    "ltgtruri": 400,
    "lwsruri": 400,
    "lwsstart": 400,
    "trws": 400,
    "escruri": 400,
    "baddate": 180,
    "regbadct": 400,
    "badaspec": 400,
    "baddn": 400,
    "badvers": 505,
    "mismatch01": 400,
    "mismatch02": 400,
    "bigcode": None,
    # 3.2 and 3.3: semantics
    "badbranch": 200,
    "insuf": None,  # three of the five headers a response must copy are absent
    "unkscm": 416,
    "novelsc": 416,
    "unksm2": 407,
    "bext01": 420,
    "invut": 415,
    "regaut01": 407,
    "multi01": 400,
    "mcl01": 400,
    "bcast": None,
    "zeromf": 200,  # we are the destination: nothing is forwarded
    "cparam01": 407,
    "cparam02": 407,
    "regescrt": 407,
    "sdp01": 406,
    # 3.4: backward compatibility; no Contact, so no dialog can be made
    "inv2543": 400,
}


def load(name: str) -> bytes:
    return (TORTURE / f"{name}.dat").read_bytes()


def test_every_message_is_named_once() -> None:
    files = {path.stem for path in TORTURE.glob("*.dat")}
    named = " ".join(VALID + INVALID).split()
    assert sorted(named) == sorted(files) == sorted(ANSWERS)
    assert len(files) == 49


@pytest.mark.parametrize("name", " ".join(VALID).split())
def test_valid_parses(name: str) -> None:
    message = parse_message(load(name))
    again = parse_message(bytes(message))
    message.headers.remove("Content-Length")
    again.headers.remove("Content-Length")
    assert list(again.headers) == list(message.headers)
    assert (again.start_line, again.body) == (message.start_line, message.body)
    assert (again.from_, again.to, again.vias) == (message.from_, message.to, message.vias)


@pytest.mark.parametrize("name", " ".join(INVALID).split())
def test_invalid_is_refused(name: str) -> None:
    with pytest.raises(BadMessage):
        parse_message(load(name))


@pytest.mark.parametrize("name", ANSWERS)
def test_answer_on_the_wire(name: str) -> None:
    async def main() -> list[int]:
        network, handler = Network(), FakeHandler(ring)
        statuses: list[int] = []

        def receive(data: bytes, flow: Flow) -> None:
            # Not parsed: a 400 repeats the malformed headers it complains about.
            statuses.append(int(data.split(b" ", 2)[1]))

        async with endpoint(network, handler) as sip:
            # Answers follow the Via of the message: listen on every port it may name.
            for port in (5060, 5050, 5070):
                network.attach(HostPort(SOURCE.host, port), receive)
            socket = network.attach(HostPort(SOURCE.host, 5061), receive)
            socket.send(load(name), Flow("udp", socket.address, HostPort(HOST, 5060)), None)
            await asyncio.sleep(0.1)
            assert sip.counters["fault"] == 0
        return statuses

    statuses = [status for status in run_virtual(main()) if status != 100]
    expected = ANSWERS[name]
    assert statuses[:1] == ([] if expected is None else [expected])


def test_wsinv_in_detail() -> None:
    message = parse_message(load("wsinv"))
    assert isinstance(message, Request)
    assert message.from_.display_name == 'J Rosenberg \\"'
    assert (message.from_.tag, message.to.tag) == ("98asjd8", "1918181833n")
    assert [via.transport for via in message.vias] == ["UDP", "TCP", "UDP"]
    assert message.vias[1].branch == "z9hG4bK9ikj8"
    assert message.cseq.number == 9 and message.max_forwards == 68
    assert message.contacts[0].display_name == 'Quoted string ""'
    assert message.contacts[0].param("q") == "0.33"
    assert message.routes[0].uri.param("unknown-no-value") == ""
    assert message.headers.get("Newfangledheader") == "newfangled value continued newfangled value"


def test_escapes_in_detail() -> None:
    message = parse_message(load("esc01"))
    assert isinstance(message, Request)
    assert message.uri.user == "sips:user@example.com" and message.uri.host == "example.net"
    assert message.to.uri.user == "user"
    assert message.contacts[0].uri.param("name") == "value%41"
    assert message.contacts[0].uri.param("lr") == ""
    null = parse_message(load("escnull"))
    assert [contact.uri.user for contact in null.contacts] == ["\0", "\0\0"]
    assert str(null.contacts[0].uri) == "sip:%00@host5.example.com"


def test_dblreq_cuts_at_content_length() -> None:
    message = parse_message(load("dblreq"))
    assert isinstance(message, Request)
    assert (message.method, message.body) == ("REGISTER", b"")


def test_semiuri_user_part() -> None:
    message = parse_message(load("semiuri"))
    assert isinstance(message, Request)
    assert message.uri.user == "user;par=u@example.net"


def test_cparam_belongs_to_header_or_uri() -> None:
    one, two = parse_message(load("cparam01")), parse_message(load("cparam02"))
    assert one.contacts[0].param("unknownparam") == ""
    assert one.contacts[0].uri.param("unknownparam") is None
    assert two.contacts[0].uri.param("unknownparam") == ""


def test_regescrt_keeps_the_escaped_route() -> None:
    contact = parse_message(load("regescrt")).contacts[0]
    assert contact.uri.headers == "Route=%3Csip:sip.example.com%3E"
