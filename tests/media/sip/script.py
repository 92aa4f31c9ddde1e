"""A peer that sends exactly what a test tells it to, and waits for what comes back."""

import asyncio

from voipbin.media.sip import Flow, HostPort
from voipbin.media.sip.message import Message, Request, Response, make_response
from voipbin.media.sip.parser import parse_message

from .network import Network, name_of

SDP = (
    b"v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n"
    b"m=audio 9000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"
    b"a=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\na=sendrecv\r\n"
)


class ScriptedPeer:
    """Speaks at 10.0.0.9:5060 of a simulated network."""

    def __init__(
        self, network: Network, target: str, host: str = "10.0.0.9", transport: str = "udp"
    ) -> None:
        self.host = host
        self.target = HostPort(target, 5060)
        self.inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._transport = transport
        self._socket = network.attach(HostPort(host, 5060), self._receive, transport)
        self._serial = 0

    def _receive(self, data: bytes, flow: Flow) -> None:
        self.inbox.put_nowait(parse_message(data))

    def send(self, message: Message | bytes) -> None:
        """Send to the target."""
        flow = Flow(self._transport, HostPort(self.host, 5060), self.target)
        self._socket.send(bytes(message), flow, None)

    async def expect(self, name: str, *, skip: tuple[str, ...] = ()) -> Message:
        """Next message, which must be `name`; those named in `skip` are passed over."""
        async with asyncio.timeout(200):
            while True:
                message = await self.inbox.get()
                if name_of(message) == name:
                    return message
                assert name_of(message) in skip, f"{name_of(message)} instead of {name}"

    async def request_of(self, name: str, *, skip: tuple[str, ...] = ()) -> Request:
        message = await self.expect(name, skip=skip)
        assert isinstance(message, Request)
        return message

    async def response_of(self, name: str, *, skip: tuple[str, ...] = ()) -> Response:
        message = await self.expect(name, skip=skip)
        assert isinstance(message, Response)
        return message

    def request(
        self,
        method: str,
        *,
        cseq: int = 1,
        to_tag: str = "",
        call_id: str = "script@10.0.0.9",
        branch: str = "",
        body: bytes = b"",
        user: str = "bob",
        extra: tuple[str, ...] = (),
        content_type: str = "application/sdp",
    ) -> bytes:
        """A request in wire form."""
        self._serial += 1
        lines = [
            f"{method} sip:{user}@{self.target.host} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.host}:5060;rport;branch={branch or f'z9hG4bK{self._serial}'}",
            "Max-Forwards: 70",
            f"From: <sip:alice@{self.host}>;tag=scr",
            f"To: <sip:{user}@{self.target.host}>" + (f";tag={to_tag}" if to_tag else ""),
            f"Call-ID: {call_id}",
            f"CSeq: {cseq} {method}",
            f"Contact: <sip:alice@{self.host}:5060>",
            *extra,
        ]
        if body:
            lines.append(f"Content-Type: {content_type}")
        lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def respond(
        self,
        request: Request,
        status: int,
        *,
        tag: str = "peer",
        body: bytes = b"",
        extra: tuple[tuple[str, str], ...] = (),
    ) -> Response:
        """Answer a request and return what was sent."""
        response = make_response(request, status, to_tag=tag, body=body)
        if 100 < status < 300 and request.method in ("INVITE", "UPDATE"):
            response.headers.add("Contact", f"<sip:peer@{self.host}:5060>")
        for name, value in extra:
            response.headers.add(name, value)
        if body:
            response.headers.add("Content-Type", "application/sdp")
        self.send(response)
        return response
