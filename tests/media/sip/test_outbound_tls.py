"""Calling servers over TLS where we do not listen for it, on real sockets."""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from voipbin.media.sip import (
    EndpointConfig,
    Flow,
    HostPort,
    Listen,
    LocalMedia,
    NameAddr,
    OutgoingCall,
    OutgoingInvite,
    SessionError,
    SipEndpoint,
    TlsConfig,
    Uri,
)
from voipbin.media.sip.transport import tls as tls_module
from voipbin.media.sip.transport.sip_identity import identities, speaks_for
from voipbin.media.sip.transport.source_port import SourcePort
from voipbin.media.sip.transport.tls import client_context, server_context

from .certificates import certificate_of
from .fake_handler import FakeHandler
from .fake_names import FakeNames

NAMES = FakeNames({"carrier.test": ["127.0.0.1"], "sip.carrier.test": ["127.0.0.1"]})
MEDIA = LocalMedia("127.0.0.1", 4000)
ANYWHERE = "0.0.0.0"


@contextlib.asynccontextmanager
async def endpoint(
    *listen: Listen, handler: FakeHandler | None = None
) -> AsyncIterator[SipEndpoint]:
    sip = SipEndpoint(EndpointConfig(listen=listen), handler or FakeHandler(), names=NAMES)
    await sip.start()
    try:
        yield sip
    finally:
        await sip.close()


def outbound(tls: TlsConfig, host: str = ANYWHERE) -> tuple[Listen, ...]:
    """A platform without `--sip-tls`."""
    return Listen("udp"), Listen("tls", host, tls=tls, outbound_only=True)


def dial(sip: SipEndpoint, port: int, host: str = "carrier.test", scheme: str = "sip") -> Any:
    uri = Uri.parse(f"{scheme}:1000@{host}:{port};transport=tls")
    return sip.invite(OutgoingInvite(target=uri, caller=NameAddr(Uri("h", "2000")), media=MEDIA))


async def answered(call: OutgoingCall) -> None:
    async with asyncio.timeout(5):
        await call.wait_answered()


async def refused(call: OutgoingCall) -> str:
    """Why it did not even get a connection."""
    with pytest.raises(SessionError):
        await answered(call)
    assert call.ended is not None
    assert (call.ended.kind, call.ended.status) == ("transport", 503)
    return call.ended.reason


@pytest.mark.parametrize("scheme", ["sip", "sips"])
async def test_a_call_and_its_end_from_the_other_side(tmp_path: Path, scheme: str) -> None:
    """The BYE of the server comes on the connection we made: there is no other way to us."""
    tls = certificate_of(tmp_path, names=["carrier.test"])
    handler = FakeHandler()
    async with (
        endpoint(Listen("tls", tls=tls), handler=handler) as carrier,
        endpoint(*outbound(TlsConfig(ca=tls.ca))) as sip,
    ):
        assert [item.transport for item in sip.addresses] == ["udp"]
        call = dial(sip, carrier.addresses[0].port, scheme=scheme)
        await answered(call)
        (incoming,) = handler.calls
        contact = NameAddr.parse(incoming.headers["Contact"]).uri
        assert contact.scheme == scheme
        assert contact.port is not None
        assert HostPort(contact.host, contact.port) == incoming.flow.remote
        incoming.hang_up()
        async with asyncio.timeout(5):
            assert (await call.wait_ended()).by == "remote"


async def test_a_contact_that_is_called_anew_finds_the_connection(tmp_path: Path) -> None:
    """RFC 3261 18.1.1: by address and port, as servers without RFC 5923 look for it."""
    tls = certificate_of(tmp_path, names=["carrier.test"])
    caller_handler, handler = FakeHandler(), FakeHandler()
    async with (
        endpoint(Listen("tls", tls=tls), handler=handler) as carrier,
        endpoint(*outbound(TlsConfig(ca=tls.ca)), handler=caller_handler) as sip,
    ):
        await answered(dial(sip, carrier.addresses[0].port))
        uri = NameAddr.parse(handler.calls[0].headers["Contact"]).uri
        assert uri.port is not None
        flow = Flow(
            "tls", HostPort("127.0.0.1", carrier.addresses[0].port), HostPort(uri.host, uri.port)
        )
        back = carrier.invite(
            OutgoingInvite(target=uri, caller=NameAddr(Uri("h", "1")), media=MEDIA, flow=flow)
        )
        await answered(back)
        assert len(caller_handler.calls) == 1


async def test_nobody_can_connect(tmp_path: Path) -> None:
    tls = certificate_of(tmp_path, names=["carrier.test"])
    handler = FakeHandler()
    async with (
        endpoint(Listen("tls", tls=tls), handler=handler) as carrier,
        endpoint(*outbound(TlsConfig(ca=tls.ca))) as sip,
    ):
        await answered(dial(sip, carrier.addresses[0].port))
        with pytest.raises(OSError):
            await asyncio.open_connection(*handler.calls[0].flow.remote)


async def test_two_names_of_one_server_are_two_connections(tmp_path: Path) -> None:
    """What one name proved says nothing of the other; the second leaves from another port."""
    tls = certificate_of(tmp_path, names=["carrier.test", "sip.carrier.test"])
    handler = FakeHandler()
    async with (
        endpoint(Listen("tls", tls=tls), handler=handler) as carrier,
        endpoint(*outbound(TlsConfig(ca=tls.ca))) as sip,
    ):
        port = carrier.addresses[0].port
        for host in ("carrier.test", "sip.carrier.test", "carrier.test"):
            await answered(dial(sip, port, host))
        first, second, third = (call.flow.remote for call in handler.calls)
        assert first == third != second


async def test_the_trust_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file at all: what OpenSSL trusts, which here is what the environment says."""
    tls = certificate_of(tmp_path, names=["carrier.test"])
    async with endpoint(Listen("tls", tls=tls)) as carrier:
        port = carrier.addresses[0].port
        async with endpoint(*outbound(TlsConfig())) as sip:
            assert "certificate verify failed" in await refused(dial(sip, port))
        monkeypatch.setenv("SSL_CERT_FILE", tls.ca)
        async with endpoint(*outbound(TlsConfig())) as sip:
            await answered(dial(sip, port))


async def test_the_trust_of_the_system_is_read_once_and_beside_the_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls that are up would hear it."""
    certificate = certificate_of(tmp_path, names=["carrier.test", "sip.carrier.test"])
    monkeypatch.setenv("SSL_CERT_FILE", certificate.ca)
    readers: list[threading.Thread] = []

    def read(config: TlsConfig, *, for_web: bool) -> ssl.SSLContext:
        readers.append(threading.current_thread())
        return client_context(config, for_web=for_web)

    monkeypatch.setattr(tls_module, "client_context", read)
    async with (
        endpoint(Listen("tls", tls=certificate)) as carrier,
        endpoint(*outbound(TlsConfig())) as sip,
    ):
        readers.clear()  # those of what the carrier was told, before it began
        port = carrier.addresses[0].port
        calls = [dial(sip, port, host) for host in ("carrier.test", "sip.carrier.test")]
        await asyncio.gather(*map(answered, calls))
    (reader,) = readers
    assert reader is not threading.current_thread()


async def test_a_file_of_trust_that_is_away(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"none\.pem"):
        async with endpoint(*outbound(TlsConfig(ca=str(tmp_path / "none.pem")))):
            pass


async def test_new_trust_without_a_restart(tmp_path: Path) -> None:
    old = certificate_of(tmp_path, names=["carrier.test"])
    new = certificate_of(tmp_path, names=["carrier.test"])
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(Path(old.ca).read_bytes())
    async with (
        endpoint(Listen("tls", tls=new)) as carrier,
        endpoint(*outbound(TlsConfig(ca=str(trusted)))) as sip,
    ):
        port = carrier.addresses[0].port
        await refused(dial(sip, port))
        trusted.write_bytes(Path(new.ca).read_bytes() + Path(old.ca).read_bytes())
        sip.renew_certificates()
        await answered(dial(sip, port))


async def test_our_certificate_is_shown(tmp_path: Path) -> None:
    """A trunk that asks who we are."""
    tls = certificate_of(tmp_path, names=["carrier.test"])
    ours = certificate_of(tmp_path, names=["platform.test"])
    context = server_context(tls)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(ours.ca)
    shown: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        shown.set_result(writer.get_extra_info("ssl_object").getpeercert())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    config = TlsConfig(ours.certificate, ours.key, ca=tls.ca)
    async with endpoint(*outbound(config)) as sip:
        dial(sip, server.sockets[0].getsockname()[1])
        async with asyncio.timeout(5):
            assert ("DNS", "platform.test") in (await shown)["subjectAltName"]
    server.close()


def names(**kinds: Sequence[str]) -> dict[str, Any]:
    return kinds


PROOFS = [
    pytest.param(names(names=["carrier.test"]), True, id="name"),
    pytest.param(names(names=["CARRIER.TEST"]), True, id="case"),
    pytest.param(names(uris=["sip:carrier.test"]), True, id="uri"),
    pytest.param(names(uris=["sip:Carrier.Test"], names=["x.test"]), True, id="uri beside a name"),
    pytest.param(
        names(uris=["sip:x.test"], names=["carrier.test"]), False, id="a uri rules names out"
    ),
    pytest.param(names(uris=["sip:bob@carrier.test"]), False, id="uri of a user"),
    pytest.param(names(uris=["sips:carrier.test"]), False, id="uri of another scheme"),
    pytest.param(names(uris=["https://carrier.test"]), False, id="uri of the web"),
    pytest.param(
        names(uris=["https://x.test"], names=["carrier.test"]), True, id="web beside a name"
    ),
    pytest.param(names(names=["*.test"]), False, id="wildcard"),
    pytest.param(names(names=["test"]), False, id="suffix"),
    pytest.param(names(names=["sip.carrier.test"]), False, id="longer"),
    pytest.param(names(addresses=["127.0.0.1"]), False, id="address of the server"),
    pytest.param({"common_name": "carrier.test"}, True, id="common name alone"),
    pytest.param(
        {"common_name": "carrier.test", "names": ["x.test"]}, False, id="common name and more"
    ),
]


@pytest.mark.parametrize(("kinds", "is_proof"), PROOFS)
async def test_rfc5922_7_certificate(tmp_path: Path, kinds: dict[str, Any], is_proof: bool) -> None:
    """In a real handshake; nothing is sent to a server that is somebody else."""
    tls = certificate_of(tmp_path, **kinds)
    handler = FakeHandler()
    async with (
        endpoint(Listen("tls", tls=tls), handler=handler) as carrier,
        endpoint(*outbound(TlsConfig(ca=tls.ca))) as sip,
    ):
        call = dial(sip, carrier.addresses[0].port)
        if is_proof:
            await answered(call)
        else:
            assert "its certificate is not of carrier.test but of" in await refused(call)
            await refused(dial(sip, carrier.addresses[0].port))  # nor is the connection kept
            assert not handler.calls
            assert carrier.counters["received"] == 0


@pytest.mark.parametrize(
    ("name", "is_proof"),
    [("*.test", True), ("carrier.test", True), ("*.carrier.test", False), ("*", False)],
)
async def test_wildcards_where_they_are_wanted(tmp_path: Path, name: str, is_proof: bool) -> None:
    """One star is one label, and not the last."""
    tls = certificate_of(tmp_path, names=[name])
    config = TlsConfig(ca=tls.ca, wildcards=True)
    async with endpoint(Listen("tls", tls=tls)) as carrier, endpoint(*outbound(config)) as sip:
        call = dial(sip, carrier.addresses[0].port)
        if is_proof:
            await answered(call)
        else:
            assert f"not of carrier.test but of {name}" in await refused(call)


def test_a_star_is_not_a_whole_name() -> None:
    certificate = {"subjectAltName": (("DNS", "*"),)}
    assert not speaks_for(certificate, "carrier", wildcards=True)


async def test_who_is_believed_without_verification(tmp_path: Path) -> None:
    tls = certificate_of(tmp_path, names=["x.test"], days=-1)
    async with (
        endpoint(Listen("tls", tls=tls)) as carrier,
        endpoint(*outbound(TlsConfig(verify=False))) as sip,
    ):
        await answered(dial(sip, carrier.addresses[0].port))


async def test_one_that_has_run_out(tmp_path: Path) -> None:
    tls = certificate_of(tmp_path, names=["carrier.test"], days=-1)
    async with (
        endpoint(Listen("tls", tls=tls)) as carrier,
        endpoint(*outbound(TlsConfig(ca=tls.ca))) as sip,
    ):
        assert "expired" in await refused(dial(sip, carrier.addresses[0].port))


def test_numeric_host() -> None:
    """RFC 5922 has no word for it: it has to be there as an address, not as a name."""
    of = {"subjectAltName": (("IP Address", "192.0.2.1"), ("IP Address", "2001:DB8:0:0:0:0:0:1"))}
    assert speaks_for(of, "192.0.2.1")
    assert speaks_for(of, "2001:db8::1")
    assert not speaks_for(of, "192.0.2.2")
    assert not speaks_for({"subjectAltName": (("DNS", "192.0.2.1"),)}, "192.0.2.1")
    assert identities({}) == frozenset()


class TestSourcePort:
    async def test_connections_leave_from_it(self) -> None:
        source = SourcePort("127.0.0.1")
        servers = [
            await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
            for _ in range(2)
        ]
        made = [
            await source.connect(HostPort(*server.sockets[0].getsockname())) for server in servers
        ]
        assert {one.getsockname()[1] for one in made} == {source.address.port}
        for one in made:
            one.close()
        source.close()
        source.close()
        for server in servers:
            server.close()

    async def test_one_that_is_refused(self) -> None:
        source = SourcePort("127.0.0.1")
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            with pytest.raises(ConnectionRefusedError):
                await source.connect(HostPort(*unused.getsockname()))
        source.close()
