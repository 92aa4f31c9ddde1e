"""How a process proves to another that it passes on an operation, and whose."""

import hmac
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

import orjson

from voipbin.core.caller import Caller, CallerKind
from voipbin.core.clock import Clock
from voipbin.core.edge.dispatcher import FORWARDED_KEY
from voipbin.core.errors import Unauthenticated

_LIFETIME_US = 60 * 1_000_000
"Clocks of two machines may differ by less."


@dataclass(frozen=True, slots=True)
class Passed:
    """An operation on its way from one process to another."""

    caller: Caller
    method: str
    to: str
    "Id of the process that is to serve it: no other accepts it."
    peer_ip: str
    "Where the client is."


class ForwardSigner:
    """Signs and checks under a key all processes of a database have.

    Whoever holds a signed text may call one operation as one caller in one process for a minute.
    """

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def sign(self, passed: Passed) -> str:
        """Text for the metadata."""
        facts: dict[str, Any] = asdict(passed) | {"until": self._clock.now_us() + _LIFETIME_US}
        facts["caller"]["kind"] = passed.caller.kind.value
        body = orjson.dumps(facts)
        return f"{body.hex()}.{self._digest(body)}"

    def read(self, text: str, method: str, me: str) -> Passed:
        """What a signed text says.

        Raises:
            Unauthenticated: it was made with another key, for something else, or too long ago.
        """
        encoded, _, digest = text.partition(".")
        try:
            body = bytes.fromhex(encoded)
        except ValueError:
            raise _distrust("it is malformed") from None
        if not hmac.compare_digest(self._digest(body), digest):
            raise _distrust("it was signed with another secret key")
        facts = orjson.loads(body)
        until = facts.pop("until")
        caller = Caller(**facts.pop("caller"))
        passed = Passed(replace(caller, kind=CallerKind(caller.kind)), **facts)
        if (passed.method, passed.to) != (method, me):
            raise _distrust("it is meant for another operation or process")
        if abs(until - _LIFETIME_US - self._clock.now_us()) > _LIFETIME_US:
            raise _distrust("it is from another time: do the clocks of the machines agree?")
        return passed

    def _digest(self, body: bytes) -> str:
        return hmac.new(self._key, body, sha256).hexdigest()


def _distrust(why: str) -> Unauthenticated:
    return Unauthenticated(f"{FORWARDED_KEY} is not accepted: {why}", reason="FORWARD_NOT_TRUSTED")
