"""Load generator of the relay benchmark: many G.711 phones in one process of their own.

Reads one JSON line of parameters from stdin, writes one JSON line of results to stdout.
"""

import json
import select
import socket
import struct
import sys
import time

HEADER = struct.Struct("!BBHII")
STAMP = struct.Struct("!d")
FRAME_S = 0.02
LATE_S = 0.02


class Phone:
    """One party: sends 160-byte frames, counts what comes back and how long it took."""

    def __init__(self, host: str) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setblocking(False)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 18)
        self.sock.bind((host, 0))
        self.port = self.sock.getsockname()[1]
        self.target = (host, 0)
        self.sequence = 0
        self.sent = 0
        self.received = 0
        self.first_ns = 0
        self.gaps: list[float] = []
        self.last = 0.0

    def send(self, now: float) -> None:
        """One frame whose payload begins with the time it was sent."""
        packet = HEADER.pack(
            0x80, 0, self.sequence & 0xFFFF, self.sequence * 160, id(self) & 0xFFFF
        )
        self.sock.sendto(packet + STAMP.pack(now) + b"\xd5" * 152, self.target)
        self.sequence += 1
        self.sent += 1


def receive(phone: Phone, delays: list[float], gaps: list[float], stamped: bool) -> None:
    """Take everything waiting for one phone."""
    while True:
        try:
            data = phone.sock.recv(2048)
        except BlockingIOError:
            return
        if len(data) != 172:
            continue
        now = time.monotonic()
        phone.received += 1
        if stamped:
            delays.append(now - STAMP.unpack_from(data, 12)[0])
        if phone.last:
            gaps.append(now - phone.last)
        phone.last = now


def share(values: list[float], part: float) -> float:
    """Percentile in ms."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))] * 1000 if values else 0.0


def run(phones: list[Phone], duration_s: float, stamped: bool) -> dict[str, float]:
    """Send every 20 ms from each phone, spread over the 20 ms, and receive meanwhile."""
    poller = select.epoll()
    by_fd = {phone.sock.fileno(): phone for phone in phones}
    for fd in by_fd:
        poller.register(fd, select.EPOLLIN)
    delays: list[float] = []
    gaps: list[float] = []
    own_late: list[float] = []
    step = FRAME_S / len(phones)
    start = time.monotonic() + 0.05
    total = int(duration_s / FRAME_S) * len(phones)
    for turn in range(total):
        due = start + turn * step
        while (wait := due - time.monotonic()) > 0:
            # The kernel's timeout is whole milliseconds: the last one is spun.
            for fd, _ in poller.poll(wait if wait > 0.0015 else 0, 64):
                receive(by_fd[fd], delays, gaps, stamped)
        own_late.append(-wait)
        phones[turn % len(phones)].send(time.monotonic())
    sent = sum(phone.sent for phone in phones)
    end = time.monotonic() + 1.0
    while (wait := end - time.monotonic()) > 0 and sum(p.received for p in phones) < sent:
        for fd, _ in poller.poll(min(wait, 0.05), 64):
            receive(by_fd[fd], delays, gaps, stamped)
    for phone in phones:
        receive(phone, delays, gaps, stamped)
    received = sum(phone.received for phone in phones)
    return {
        "sent": sent,
        "received": received,
        "late": sum(delay > LATE_S for delay in delays),
        "p50_ms": share(delays, 0.5),
        "p99_ms": share(delays, 0.99),
        "max_ms": share(delays, 1.0),
        "gap_error_p99_ms": share([abs(gap - FRAME_S) for gap in gaps], 0.99),
        "late_gaps": sum(gap > FRAME_S + LATE_S for gap in gaps),
        "gap_p99_ms": share(gaps, 0.99),
        "own_late_p99_ms": share(own_late, 0.99),
    }


def main() -> None:
    """Bind phones, tell their ports, learn where to send, run, report."""
    order = json.loads(sys.stdin.readline())
    phones = [Phone("127.0.0.1") for _ in range(order["phones"])]
    print(json.dumps([phone.port for phone in phones]), flush=True)
    for phone, port in zip(phones, json.loads(sys.stdin.readline()), strict=True):
        phone.target = ("127.0.0.1", port)
    print(json.dumps(run(phones, order["duration_s"], order["stamped"])), flush=True)


if __name__ == "__main__":
    main()
