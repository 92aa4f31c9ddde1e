"""What an operator may decide about the REST face."""

from dataclasses import dataclass

from voipbin.gateway.limits import DEFAULT_LIMITS, Limits


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """Settings of one gateway."""

    dev: bool = False
    "Plain HTTP is expected: cookies are set without Secure."
    proxies: int = 0
    "Trusted proxies in front; the client is the entry that far from the end of X-Forwarded-For."
    limits: Limits = DEFAULT_LIMITS
    "Sizes, rates and times."
