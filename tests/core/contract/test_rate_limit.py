"""Token buckets on virtual time."""

from voipbin.core.contract.rate_limit import RateLimit


def test_burst_then_rate() -> None:
    limit = RateLimit(rate=10, burst=20, addresses=100)
    assert [limit.delay("1.1.1.1", 0.0) for _ in range(20)] == [0.0] * 20
    assert limit.delay("1.1.1.1", 0.0) == 0.1
    assert limit.delay("1.1.1.1", 0.05) == 0.05
    assert limit.delay("1.1.1.1", 0.1001) == 0.0
    assert limit.delay("1.1.1.1", 0.1002) > 0


def test_pause_never_saves_more_than_the_burst() -> None:
    limit = RateLimit(rate=10, burst=2, addresses=100)
    limit.delay("1.1.1.1", 0.0)
    assert [limit.delay("1.1.1.1", 1e6) > 0 for _ in range(3)] == [False, False, True]


def test_addresses_are_apart() -> None:
    limit = RateLimit(rate=1, burst=1, addresses=100)
    assert limit.delay("1.1.1.1", 0.0) == 0.0
    assert limit.delay("1.1.1.2", 0.0) == 0.0
    assert limit.delay("1.1.1.1", 0.0) == 1.0


def test_ipv6_household_is_one() -> None:
    limit = RateLimit(rate=1, burst=1, addresses=100)
    assert limit.delay("2001:db8:1:2::1", 0.0) == 0.0
    assert limit.delay("2001:db8:1:2:ffff::9", 0.0) == 1.0
    assert limit.delay("2001:db8:1:3::1", 0.0) == 0.0


def test_ipv4_in_ipv6_is_ipv4() -> None:
    limit = RateLimit(rate=1, burst=1, addresses=100)
    assert limit.delay("::ffff:1.1.1.1", 0.0) == 0.0
    assert limit.delay("::ffff:1.1.1.2", 0.0) == 0.0


def test_table_is_bounded() -> None:
    limit = RateLimit(rate=1, burst=1, addresses=3)
    for last in range(10):
        limit.delay(f"1.1.1.{last}", 0.0)
    assert len(limit) == 3
    assert limit.delay("1.1.1.9", 0.0) == 1.0
    assert limit.delay("1.1.1.0", 0.0) == 0.0


def test_clock_that_steps_back() -> None:
    limit = RateLimit(rate=1, burst=1, addresses=3)
    assert limit.delay("1.1.1.1", 5.0) == 0.0
    assert limit.delay("1.1.1.1", 1.0) == 1.0
