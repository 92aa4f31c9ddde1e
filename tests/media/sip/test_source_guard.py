"""Shares, bans and counts by source; time is a number."""

from voipbin.media.sip import Flow, HostPort
from voipbin.media.sip.source_guard import GuardConfig, Share, SourceGuard, source_of

LOCAL = HostPort("192.0.2.1", 5060)
INVITE = b"INVITE sip:1@x SIP/2.0\r\nUser-Agent: Phone\r\n\r\n"
SCAN = b"OPTIONS sip:1@x SIP/2.0\r\nUser-Agent: friendly-scanner\r\n\r\n"


class Watched:
    """A guard, its time and its bans."""

    def __init__(self, **config: object) -> None:
        self.now_s = 0.0
        self.bans: list[tuple[str, str]] = []
        self.guard = SourceGuard(
            GuardConfig(**config),  # type: ignore[arg-type]
            lambda: self.now_s,
            lambda source, reason, _: self.bans.append((source, reason)),
        )

    def send(self, data: bytes = INVITE, host: str = "203.0.113.7", transport: str = "udp") -> bool:
        return self.guard.admits(data, Flow(transport, LOCAL, HostPort(host, 5060)))


def test_share_is_spent_and_comes_back() -> None:
    watched = Watched(shares={b"INVITE": Share(1, 2)})
    assert [watched.send() for _ in range(3)] == [True, True, False]
    assert watched.send(b"BYE sip:1@x SIP/2.0\r\n\r\n"), "other requests have a share of their own"
    watched.now_s = 1.0
    assert watched.send()


def test_ipv6_household_is_one_source() -> None:
    assert source_of("2001:db8::1") == source_of("2001:db8::2") != source_of("2001:db8:0:1::1")
    assert source_of("::ffff:203.0.113.7") == "203.0.113.7"


def test_wrong_passwords_ban_until_expiry_and_spare_a_slow_phone() -> None:
    watched = Watched(failures=Share(1 / 20, 2), ban_s=60.0)
    for _ in range(3):
        watched.guard.failed("203.0.113.7", "1000")
    assert watched.bans == [("203.0.113.7", "failed_passwords")]
    assert not watched.send()
    watched.now_s = 61.0
    assert watched.send()
    for minute in range(100):
        watched.now_s = 100.0 + minute * 60
        watched.guard.failed("203.0.113.8", "1000")
    assert len(watched.bans) == 1


def test_forged_datagrams_ban_nobody() -> None:
    watched = Watched(others=Share(1, 1), flood=Share(1, 1))
    assert not any(watched.send(SCAN) for _ in range(100))
    assert [watched.send(b"BYE x SIP/2.0\r\n\r\n") for _ in range(100)].count(True) == 1
    assert watched.bans == []


def test_scanner_and_flood_on_a_connection_are_banned() -> None:
    watched = Watched(others=Share(1, 1), flood=Share(1, 1))
    watched.send(SCAN, "203.0.113.1", "tcp")
    for _ in range(3):
        watched.send(b"BYE x SIP/2.0\r\n\r\n", "203.0.113.2", "tcp")
    assert watched.bans == [("203.0.113.1", "scanner"), ("203.0.113.2", "flood")]


def test_trusted_networks_are_neither_limited_nor_banned() -> None:
    watched = Watched(shares={b"INVITE": Share(1, 1)}, failures=Share(1, 1))
    watched.guard.trust(["203.0.113.0/24", "nonsense"])
    assert all(watched.send() for _ in range(10))
    for _ in range(10):
        watched.guard.failed("203.0.113.7", "1000")
    assert watched.bans == []


def test_bans_of_the_core_replace_those_before() -> None:
    watched = Watched()
    watched.guard.set_bans({"203.0.113.7": None, "203.0.113.8": 5.0})
    watched.now_s = 10.0
    assert not watched.send()
    assert watched.send(host="203.0.113.8")
    watched.guard.set_bans({})
    assert watched.send()


def test_connections_and_unanswered_invites_of_a_source_are_bounded() -> None:
    watched = Watched(max_connections=1, max_unanswered=1)
    guard = watched.guard
    assert [guard.connected("203.0.113.7") for _ in range(2)] == [True, False]
    assert [guard.invited("203.0.113.7") for _ in range(2)] == [True, False]
    guard.disconnected("203.0.113.7")
    guard.settled("203.0.113.7")
    assert guard.connected("203.0.113.7")
    assert guard.invited("203.0.113.7")


def test_tables_do_not_grow_under_a_flood_of_sources() -> None:
    watched = Watched(max_sources=100, max_bans=50, failures=Share(1, 0))
    for number in range(5000):
        host = f"10.{number >> 16}.{(number >> 8) & 255}.{number & 255}"
        watched.send(host=host)
        watched.guard.failed(host, "1000")
        watched.guard.connected(host)
        watched.guard.disconnected(host)
    sizes = watched.guard.sizes
    assert sizes["sources"] <= 100 and sizes["bans"] <= 50
    assert sizes["connections"] == sizes["unanswered"] == 0
