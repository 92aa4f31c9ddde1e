"""RFC 7118 sets no path: browsers ask us for any, servers are asked for theirs."""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import InvalidHandshake
from websockets.http11 import Request as HttpRequest
from websockets.http11 import Response as HttpResponse
from websockets.typing import Subprotocol

from voipbin.core.node.secure_sip import SecureSip
from voipbin.core.settings import Settings
from voipbin.media.node.main import _parser, settings_of
from voipbin.media.sip import Listen
from voipbin.media.sip.message import Response
from voipbin.media.sip.parser import parse_message
from voipbin.media.sip.websocket_path import WebSocketPaths

from .test_outbound_websocket import (
    ANYWHERE,
    SipServer,
    answered,
    dial,
    endpoint,
    refused,
    web_server,
)
from .test_secure_transport import port_of, request

PATHS = "/sip, carrier.test=/carrier/sip"


@pytest.mark.parametrize("path", ["", "/", "/ws", "/sip", "/a/b?token=1", "/%2e%2e/%00"])
async def test_a_browser_may_ask_for_any(path: str) -> None:
    async with endpoint(Listen("ws")) as sip:
        url = f"ws://127.0.0.1:{port_of(sip, 'ws')}{path}"
        async with connect(url, proxy=None, subprotocols=[Subprotocol("sip")]) as socket:
            await socket.send(request("OPTIONS", via="WS x.invalid").decode())
            async with asyncio.timeout(5):
                answer = parse_message(await socket.recv(decode=False))
    assert isinstance(answer, Response)
    assert answer.status == 200


@pytest.mark.parametrize("path", ["/", "/sip"])
async def test_by_none_of_them_without_the_subprotocol(path: str) -> None:
    async with endpoint(Listen("ws")) as sip:
        url = f"ws://127.0.0.1:{port_of(sip, 'ws')}{path}"
        with pytest.raises(InvalidHandshake):
            async with connect(url, proxy=None):
                pass


@pytest.mark.parametrize(
    ("host", "path", "paths"),
    [
        ("carrier.test", "/ws", ""),
        ("carrier.test", "/carrier/sip", PATHS),
        ("127.0.0.1", "/sip", PATHS),
    ],
)
async def test_a_server_is_asked_for_its_own(host: str, path: str, paths: str) -> None:
    """It answers 404 to any other."""

    def check(connection: ServerConnection, asked: HttpRequest) -> HttpResponse | None:
        return None if asked.path == path else connection.respond(404, "not here")

    far = SipServer()
    listen = Listen("ws", ANYWHERE, outbound_only=True, paths=WebSocketPaths.parse(paths))
    async with (
        web_server(far.handle, process_request=check) as port,
        endpoint(Listen("udp"), listen) as sip,
        endpoint(
            Listen("udp"),
            Listen("ws", ANYWHERE, outbound_only=True, paths=WebSocketPaths("/other")),
        ) as other,
    ):
        await answered(dial(sip, f"sip:bob@{host}:{port};transport=ws"))
        assert "404" in await refused(dial(other, f"sip:bob@{host}:{port};transport=ws"))


def test_hosts_as_they_are_compared() -> None:
    paths = WebSocketPaths.parse("Carrier.test=/a,[2001:db8::1]=/b")
    assert [paths.of(host) for host in ("carrier.TEST.", "2001:db8::1", "b.test")] == [
        *("/a", "/b", "/ws")
    ]


BAD = "ws|/a b|/?x|/#x|http://a/b|/a,/b|a=/b,A=/c|a b=/c|=/a|/\r\nX:"


@pytest.mark.parametrize("text", BAD.split("|"))
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"=/PATH|second time"):
        WebSocketPaths.parse(text)


def test_the_platform_passes_it_on() -> None:
    arguments = SecureSip(Settings.model_validate({"sip_ws_path": PATHS})).arguments()
    settings = settings_of(_parser().parse_args(["--control", "unix:/x", *arguments]))
    for item in settings.listen:
        if item.transport in ("ws", "wss"):
            assert item.paths.of("carrier.test") == "/carrier/sip"
            assert item.paths.of("[::1]") == "/sip"


def test_a_bad_one_is_named() -> None:
    options = _parser().parse_args(["--control", "unix:/x", "--ws-path", "sip"])
    with pytest.raises(ValueError, match="--ws-path: 'sip'"):
        settings_of(options)
