"""How a provider is called: by which transport, and at which server."""

import pytest

from voipbin.core.call.address import Provider, address
from voipbin.core.provider.place import Place


@pytest.mark.parametrize(
    ("hostname", "uri"),
    [
        ("192.0.2.1", "sip:+1@192.0.2.1;transport=udp"),
        ("[2001:db8::1]:5070", "sip:+1@[2001:db8::1]:5070;transport=udp"),
        ("carrier.example:5080", "sip:+1@carrier.example:5080;transport=udp"),
        # The domain says how it is reached (RFC 3263 4.1).
        ("carrier.example", "sip:+1@carrier.example"),
        ("carrier.example;transport=udp", "sip:+1@carrier.example;transport=udp"),
        ("carrier.example;transport=tls", "sip:+1@carrier.example;transport=tls"),
        ("192.0.2.1:5061;transport=tls", "sip:+1@192.0.2.1:5061;transport=tls"),
        ("carrier.example:8089;transport=wss", "sip:+1@carrier.example:8089;transport=wss"),
        ("sips:carrier.example;transport=ws", "sips:+1@carrier.example;transport=ws"),
        ("sips:carrier.example", "sips:+1@carrier.example"),
        ("sips:192.0.2.1:5071", "sips:+1@192.0.2.1:5071"),
    ],
)
def test_dialling_a_provider(hostname: str, uri: str) -> None:
    assert Provider(hostname).leg(address("tel", "+1"), "+1").request_uri == uri
    assert Place.parse(hostname).uri() == uri.replace("+1@", "")


@pytest.mark.parametrize(
    ("hostname", "fault"),
    [
        ("carrier.example;transport=sctp", "must have transport=udp, tcp, tls, ws or wss"),
        ("sips:carrier.example;transport=udp", "must have transport=tcp, tls, ws or wss"),
        ("carrier.example:70000", "must have a port from 1 to 65535"),
        ("a@carrier.example", "must be host"),
    ],
)
def test_what_is_no_place(hostname: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Place.parse(hostname)
