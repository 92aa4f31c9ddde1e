"""Token buckets, one for each client, in a table that cannot grow without end."""

from collections import OrderedDict
from ipaddress import IPv6Address, ip_address


class RateLimit:
    """Lets each client, known by its address or its name, send so many requests a second.

    Args:
        rate: requests a second.
        burst: requests at once after a pause.
        addresses: buckets kept; the one unseen for longest is dropped first.
    """

    def __init__(self, rate: float, burst: int, addresses: int) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._addresses = addresses
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def delay(self, address: str, now_s: float) -> float:
        """Take a token; return 0, or the seconds until there is one again."""
        key = network(address)
        tokens, seen_s = self._buckets.pop(key, (self._burst, now_s))
        tokens = min(self._burst, tokens + max(0.0, now_s - seen_s) * self._rate)
        allowed = tokens >= 1.0
        self._buckets[key] = (tokens - 1.0 if allowed else tokens, now_s)
        if len(self._buckets) > self._addresses:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1.0 - tokens) / self._rate

    def forget(self, address: str) -> None:
        """Fill the bucket of a client again."""
        self._buckets.pop(network(address), None)

    def __len__(self) -> int:
        return len(self._buckets)


def network(address: str) -> str:
    """Return the address, or the /64 of an IPv6 one: a household has all of those."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(int(parsed) >> 64)
