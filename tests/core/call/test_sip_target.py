"""Which SIP addresses may be called."""

import pytest

from voipbin.core.call.sip_target import sip_uri
from voipbin.core.errors import InvalidArgument


@pytest.mark.parametrize(
    "target",
    [
        "alice@example.com",
        "sip:alice@example.com",
        "sips:alice@example.com:5061",
        "alice@192.168.1.20:5080;transport=tcp",
        "alice@pbx.example;transport=tls",
        "alice@pbx.example:8088;transport=ws",
        "sips:alice@pbx.example;transport=wss",
        "+15551234567@10.0.0.1",
        "alice@[2001:db8::1]:5060",
    ],
)
def test_callable(target: str) -> None:
    uri = sip_uri(target, "destinations[0]", allow_loopback=False)
    assert uri == (target if target.startswith("sip") else f"sip:{target}")


@pytest.mark.parametrize(
    "target",
    [
        "no-host",
        "a@",
        "@host",
        "a@224.0.0.1",
        "a@255.255.255.255",
        "a@0.0.0.0",
        "a@169.254.1.1",
        "a@240.0.0.1",
        "a@[ff02::1]",
        "a@host:0",
        "a@host:99999",
        "a@host?Subject=x",
        "a@host;transport=wssx",
        "a@10.0.0.1;maddr=127.0.0.1",
        "a@host\r\nX-Evil: 1",
        "a@host;transport=udp\r\nX: y",
        "a b@host",
    ],
)
def test_no_place_to_call(target: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        sip_uri(target, "destinations[0]", allow_loopback=True)
    ((field, fault),) = refusal.value.violations
    assert field == "destinations[0].target"
    assert repr(target) in fault


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machine_only_where_allowed(host: str) -> None:
    assert sip_uri(f"a@{host}:5080", "destinations[0]", allow_loopback=True)
    with pytest.raises(InvalidArgument, match="this machine"):
        sip_uri(f"a@{host}:5080", "destinations[0]", allow_loopback=False)
