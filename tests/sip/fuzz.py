"""Injured messages of every kind we read: `python -m tests.sip.fuzz --count 1000000 --seed 1`.

Each of the targets takes a share of the count. Nothing may raise what its reader does not promise,
no table may outgrow its bound, and memory must be the same after the last tenth as before it.
"""

import argparse
import asyncio
import contextlib
import gc
import logging
import random
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from tests.media.sip.fake_handler import FakeHandler
from tests.media.sip.network import Network
from tests.media.sip.script import SDP, ScriptedPeer
from tests.media.sip.stage import HOST, endpoint
from tests.media.sip.virtual_time import run_virtual
from voipbin.media.audio.codec import make_codec
from voipbin.media.rtp import rtcp
from voipbin.media.rtp.dtmf import TelephoneEvent
from voipbin.media.rtp.packet import build_packet, is_rtcp
from voipbin.media.rtp.session import RtpSession
from voipbin.media.sip import PCMA, PCMU, Flow, HostPort
from voipbin.media.sip.media import negotiate
from voipbin.media.sip.sdp import parse_sdp
from voipbin.media.sip.transport.websocket import WebSocketTransport
from voipbin.media.sip.transport.websocket_browser import BrowserConnection
from voipbin.media.stun import BindingRequest

TORTURE = Path(__file__).parents[1] / "media" / "sip" / "torture"
MAX_TRANSACTIONS = 400
MAX_SESSIONS = 50
MAX_HELD = 201
"""Packets of 1 ms in 200 ms, the most a leg waits for."""
BITS = [
    *(b"\r\n", b"\0", b";", b",", b'"', b"<", b">", b"=", b":", b"*", b"%00", b" ", b"\xff"),
    b"9" * 30,
]
WEB_SDP = (
    b"v=0\r\no=- 7 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
    b"m=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\nc=IN IP6 ::1\r\na=mid:0\r\na=ice-ufrag:abcd\r\n"
    b"a=ice-pwd:0123456789012345678901\r\na=fingerprint:sha-256 "
    + b":".join([b"AB"] * 32)
    + b"\r\n"
    b"a=setup:actpass\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\n"
    b"a=candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host\r\n"
    b"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + b"A" * 40 + b"\r\na=ptime:20\r\n"
)
_HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: sip\r\n\r\n"
)

Say = Callable[[int], None]
"""Told after every so many messages how many there were."""


def sip_corpus() -> list[bytes]:
    """Well-formed and tortuous messages to start from."""
    peer = ScriptedPeer(Network(), HOST)
    lines = ("Supported: timer", "Session-Expires: 100", "Record-Route: <sip:10.0.0.9;lr>")
    found = [path.read_bytes() for path in sorted(TORTURE.glob("*.dat"))]
    found += [
        peer.request("INVITE", body=SDP, extra=lines),
        peer.request("REGISTER", extra=('Proxy-Authorization: Digest realm="r", nonce="x"',)),
        peer.request("ACK", to_tag="x"),
        peer.request("CANCEL"),
        peer.request("BYE", to_tag="x"),
    ]
    return found


def mutate(data: bytes, draw: random.Random) -> bytes:
    """One to five small injuries."""
    for _ in range(draw.choice((1, 1, 1, 2, 5))):
        at = draw.randrange(len(data) + 1)
        end = min(len(data), at + draw.choice((1, 1, 2, 8, 40)))
        kind = draw.randrange(5)
        if kind == 0:
            data = data[:at] + data[end:]
        elif kind == 1:
            data = data[:at] + draw.choice(BITS) + data[at:]
        elif kind == 2:
            data = data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]
        elif kind == 3:
            data = data[:end] + data[at:]
        else:
            lines = data.split(b"\r\n")
            lines.insert(draw.randrange(len(lines)), draw.choice(lines))
            data = b"\r\n".join(lines)
    return data


# -- targets: each takes a count, a dice and somebody to tell


def fuzz_sip(count: int, draw: random.Random, say: Say) -> None:
    """A whole endpoint on a simulated network, calls and registrations included."""

    async def main() -> None:
        network, handler, seeds = Network(), FakeHandler(), sip_corpus()
        limits = {"max_transactions": MAX_TRANSACTIONS, "max_sessions": MAX_SESSIONS}
        async with endpoint(network, handler, **limits) as sip:  # type: ignore[arg-type]
            socket = network.attach(HostPort("10.0.0.9", 5060), lambda data, flow: None)
            target = Flow("udp", socket.address, HostPort(HOST, 5060))
            for index in range(1, count + 1):
                socket.send(mutate(draw.choice(seeds), draw), target, None)
                if index % 10 == 0:
                    network.log.clear()
                    handler.calls.clear()
                    handler.events.clear()
                    await asyncio.sleep(0.02)
                    # Ours to the peer are as many as theirs to us, at most.
                    assert sip.counters["transactions"] <= 2 * MAX_TRANSACTIONS
                    assert len(sip.sessions) <= MAX_SESSIONS
                say(index)
            assert sip.counters["received"] >= count // 8
            assert sip.counters["fault"] == 0
            await asyncio.sleep(400)
            assert not sip.sessions
            assert sip.counters["transactions"] == 0
            assert not sip._ua.dialogs  # type: ignore[union-attr]

    run_virtual(main())


def fuzz_sdp(count: int, draw: random.Random, say: Say) -> None:
    """Session descriptions of telephones and browsers, parsed and answered."""
    seeds = [SDP, WEB_SDP]
    for index in range(1, count + 1):
        with contextlib.suppress(ValueError):
            description = parse_sdp(mutate(draw.choice(seeds), draw))
            bytes(description)
            negotiate(description, (PCMU, PCMA))
        say(index)


def fuzz_rtp(count: int, draw: random.Random, say: Say) -> None:
    """A leg that hears audio and keys between injuries; what it plays is always 20 ms."""
    session = RtpSession((make_codec("PCMU"), make_codec("G722")), seed=1)
    keys: list[object] = []
    session.on_digit = keys.append
    now_ms, sequence = 0.0, 0
    for index in range(1, count + 1):
        sequence = sequence + 1 & 0xFFFF
        stamp = sequence * 160
        key = TelephoneEvent(index // 20 % 16, index % 20 > 16, 10, index % 20 * 160).build()
        kind, payload = draw.choice(
            ((0, b"\x7f" * 160), (9, b"\x55" * 160), (101, key), (13, b"@"))
        )
        data = build_packet(kind, sequence, stamp, 7, payload, False)
        if draw.random() < 0.7:
            data = mutate(data, draw)
        session.receive(data, ("192.0.2.1", 4000), now_ms)
        assert session.read().size == session.codec.frame_samples
        assert len(session.jitter) <= MAX_HELD
        session.expire(now_ms)
        keys.clear()
        now_ms += 20
        say(index)


def fuzz_rtcp(count: int, draw: random.Random, say: Say) -> None:
    """Reports."""
    session = RtpSession((make_codec("PCMU"),), seed=1)
    block = rtcp.ReportBlock(session.ssrc, 3, 5, 70000, 9, 1, 2)
    seeds = [
        rtcp.SenderReport(7, rtcp.ntp_time(1e9), 1, 2, 3, (block,)).build()
        + rtcp.SourceDescription(7, "somebody").build(),
        rtcp.ReceiverReport(7, (block, block)).build() + rtcp.Bye((7,), "over").build(),
    ]
    for index in range(1, count + 1):
        data = mutate(draw.choice(seeds), draw)
        is_rtcp(data)
        session.receive_rtcp(data, float(index))
        session.report(float(index))
        say(index)


def fuzz_stun(count: int, draw: random.Random, say: Say) -> None:
    """Connectivity checks of ICE, their proof included."""
    name = b"aaaa:bbbb"
    body = struct.pack("!HH", 6, len(name)) + name + bytes(-len(name) % 4)
    body += struct.pack("!HHI", 0x24, 4, 1234) + struct.pack("!HHQ", 0x802A, 8, 1)
    body += struct.pack("!HH", 8, 20) + bytes(20) + struct.pack("!HHI", 0x8028, 4, 0)
    seed = struct.pack("!HHI", 1, len(body), 0x2112A442) + bytes(12) + body
    for index in range(1, count + 1):
        request = BindingRequest.parse(mutate(seed, draw))
        if request is not None:
            _ = request.username
            request.proves("secret")
            request.answer("2001:db8::1", 4000, "secret")
        say(index)


def fuzz_websocket(count: int, draw: random.Random, say: Say) -> None:
    """Connections that shake hands and speak SIP in frames, both injured."""

    async def main() -> None:
        messages: list[bytes] = []
        owner = WebSocketTransport(lambda data, flow: messages.append(data), 5)
        seeds = [_frame(b"\r\n\r\n"), _frame(sip_corpus()[-1]), _frame(b"", opcode=9)]
        seeds.append(_frame(b"OPTIO", fin=False) + _frame(b"NS", opcode=0))
        done = 0
        while done < count:
            line, injured = _Line(), draw.random() < 0.1
            connection = BrowserConnection(owner)
            connection.connection_made(cast(asyncio.BaseTransport, line))
            connection.data_received(mutate(_HANDSHAKE, draw) if injured else _HANDSHAKE)
            for _ in range(20):
                if line.closing or done == count:
                    break
                connection.data_received(mutate(draw.choice(seeds), draw))
                done += 1
                say(done)
            else:
                connection.eof_received()
            connection.connection_lost(None)
            messages.clear()
            await asyncio.sleep(0)  # the loop throws its cancelled timers away
        assert not owner._connections

    run_virtual(main())


def _frame(data: bytes, *, opcode: int = 1, fin: bool = True) -> bytes:
    """A masked frame of a client (RFC 6455 5.2); the mask is zeros."""
    first = (0x80 if fin else 0) | opcode
    short = len(data) < 126
    length = bytes((0x80 | len(data),)) if short else b"\xfe" + struct.pack("!H", len(data))
    return bytes((first,)) + length + bytes(4) + data


class _Line:
    """What a connection writes to."""

    def __init__(self) -> None:
        self.closing = False

    def get_extra_info(self, name: str) -> Any:
        return ("192.0.2.1", 5000) if name == "peername" else None

    def is_closing(self) -> bool:
        return self.closing

    def get_write_buffer_size(self) -> int:
        return 0

    def write(self, data: bytes) -> None:
        """Nobody reads it."""

    def close(self) -> None:
        self.closing = True

    abort = close


TARGETS: dict[str, tuple[Callable[[int, random.Random, Say], None], float]] = {
    "sip": (fuzz_sip, 0.5),
    "sdp": (fuzz_sdp, 0.15),
    "rtp": (fuzz_rtp, 0.1),
    "rtcp": (fuzz_rtcp, 0.1),
    "stun": (fuzz_stun, 0.1),
    "websocket": (fuzz_websocket, 0.05),
}
"""Each target and its share of the whole."""


class Memory:
    """Resident memory over one target; the first half warms up what is kept on purpose."""

    def __init__(self, name: str, count: int) -> None:
        self._name, self._count = name, count
        self._step = max(1, count // 10)
        self._began_s = time.monotonic()
        self.levels_kib: list[int] = []

    def __call__(self, index: int) -> None:
        if index % self._step:
            return
        gc.collect()
        self.levels_kib.append(_resident_kib())
        rate = index / max(1e-6, time.monotonic() - self._began_s)
        line = f"{self._name:9} {index:9,} of {self._count:,}  {rate:8,.0f}/s"
        print(f"{line}  {self.levels_kib[-1]:,} KiB", file=sys.stderr, flush=True)

    @property
    def growth_kib(self) -> int:
        """From the middle to the end."""
        return self.levels_kib[-1] - self.levels_kib[len(self.levels_kib) // 2]


def _resident_kib() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


MAX_GROWTH_KIB = 4096
"""What the allocator may shift about without anything being kept."""


def main(arguments: list[str] | None = None) -> None:
    """Run all targets, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("targets", nargs="*", default=list(TARGETS))
    options = parser.parse_args(arguments)
    logging.getLogger().addHandler(_Refuse(logging.ERROR))
    logging.getLogger("voipbin").setLevel(logging.WARNING)
    for name in options.targets:
        fuzz, share = TARGETS[name]
        count = max(10, round(options.count * share))
        memory = Memory(name, count)
        fuzz(count, random.Random(f"{name} {options.seed}"), memory)
        assert memory.growth_kib < MAX_GROWTH_KIB, f"{name}: {memory.levels_kib} KiB"


class _Refuse(logging.Handler):
    """An error in the log is a failure."""

    def emit(self, record: logging.LogRecord) -> None:
        raise AssertionError(record.getMessage())


if __name__ == "__main__":
    main()
