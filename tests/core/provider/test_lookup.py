"""Where a provider's calls come from: its host, and the servers its domain names."""

import pytest

from tests.media.sip.dns_server import Zone, dns_server
from voipbin.core.provider.lookup import SipLookup

ZONE: Zone = {
    ("carrier.test.", "A"): ["192.0.2.1"],
    ("_sip._udp.carrier.test.", "SRV"): ["1 1 5060 a.carrier.test.", "2 1 5060 gone.test."],
    ("_sips._tcp.carrier.test.", "SRV"): ["1 1 5061 b.carrier.test.", "9 0 0 ."],
    ("a.carrier.test.", "A"): ["192.0.2.10"],
    ("b.carrier.test.", "AAAA"): ["2001:db8::20"],
}


async def test_servers_of_a_domain() -> None:
    async with dns_server(ZONE) as server:
        lookup = SipLookup(str(server.address))
        assert await lookup("carrier.test") == ["192.0.2.1", "192.0.2.10", "2001:db8::20"]
        assert await lookup("a.carrier.test.") == ["192.0.2.10"]
        with pytest.raises(OSError, match="does not resolve"):
            await lookup("nobody.test")


async def test_an_address_needs_no_question() -> None:
    async with dns_server({}) as server:
        lookup = SipLookup(str(server.address))
        assert await lookup("192.0.2.7") == ["192.0.2.7"]
        assert "127.0.0.1" in await lookup("localhost")
        assert not server.asked
