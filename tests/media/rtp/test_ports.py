"""Port ranges: even, in turn, never twice."""

import pytest

from voipbin.media.rtp.ports import PortRange


def test_all_even_with_a_neighbour_inside() -> None:
    ports = PortRange(20001, 20010, seed=1)
    assert sorted(ports.candidates()) == [20002, 20004, 20006, 20008]


def test_freed_port_rests() -> None:
    ports = PortRange(20000, 20007, seed=1)
    first = next(ports.candidates())
    ports.take(first)
    ports.release(first)
    assert next(ports.candidates()) != first


def test_taken_ports_are_not_offered() -> None:
    ports = PortRange(20000, 20003)
    for port in list(ports.candidates()):
        ports.take(port)
    assert list(ports.candidates()) == []
    assert ports.available == 0
    ports.release(20002)
    assert list(ports.candidates()) == [20002]


def test_zero_lets_the_system_choose() -> None:
    assert PortRange().any_free
    assert not PortRange(20000, 20001).any_free


@pytest.mark.parametrize(
    ("low", "high"), [(1000, 2000), (30000, 20000), (20000, 70000), (20001, 20002), (0, 5)]
)
def test_bad_range(low: int, high: int) -> None:
    with pytest.raises(ValueError, match=f"range {low}-{high}"):
        PortRange(low, high)
