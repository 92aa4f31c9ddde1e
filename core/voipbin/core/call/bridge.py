"""One bridge: who waits in it, who is called for it, and who leaves it to somebody else."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from voipbin.core.call.live import LiveCall


class HandoverKind(StrEnum):
    """How a party gives its place to somebody else."""

    BLIND = "blind"
    "It leaves at once; who stays hears ringback."
    REFERRED = "referred"
    "It leaves when the newcomer is there, and is taken back when nobody comes."
    ATTENDED = "attended"
    "It speaks to the newcomer first, while who stays hears music; it leaves by hanging up."


class HandoverWatcher(Protocol):
    """Who asked for the handover and wants to know how it goes."""

    async def rang(self) -> None:
        """A newcomer's phone rings."""

    async def done(self, newcomer: LiveCall) -> None:
        """The newcomer has the place."""

    async def failed(self, reason: str) -> None:
        """Nobody took it; the hangup reason of the first newcomer, "" when there was none."""


class BridgeKeeper(Protocol):
    """Who opened a bridge for something else than a `connect`, and has to know how it goes.

    Called with the lock of the bridge held.
    """

    @property
    def keeps_newcomer(self) -> bool:
        """Whether a leg that answered goes on with its flow when the caller hangs up."""

    async def answered(self, newcomer: LiveCall) -> None:
        """The caller is connected."""

    async def over(self, bridge: "Bridge") -> bool:
        """The bridge is over; flows have not heard of it yet.

        Returns:
            Whether the flow of the caller goes on behind the bridge.
        """


@dataclass(slots=True)
class Handover:
    """A place on its way from one party to another."""

    kind: HandoverKind
    transferer: LiveCall
    watcher: HandoverWatcher
    token: int | None = None
    "With which the transferer's flow waits in the bridge; None when it is gone."
    was_caller: bool = False
    newcomer: LiveCall | None = None
    "Who answered."


@dataclass(slots=True)
class Bridge:
    """One caller, the legs dialled for it, and the leg that got it."""

    id: str
    caller: LiveCall
    early_media: bool = False
    legs: dict[str, LiveCall] = field(default_factory=dict)
    "Legs that are not over."
    caller_token: int | None = None
    leg_tokens: dict[str, int] = field(default_factory=dict)
    partner: LiveCall | None = None
    "The leg the caller hears."
    is_answered: bool = False
    is_over: bool = False
    first_reason: str = ""
    "Hangup reason of the first leg that failed."
    handover: Handover | None = None
    keeper: BridgeKeeper | None = None
    aliases: set[str] = field(default_factory=set)
    "Ids of bridges that became part of this one."
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    "Two legs may answer at once; connecting takes several commands."

    def has(self, live: LiveCall) -> bool:
        """Whether a call is one of its parties."""
        is_leaving = self.handover is not None and self.handover.transferer is live
        return live is self.caller or live.id in self.legs or is_leaving

    def other(self, live: LiveCall) -> LiveCall | None:
        """Whom a party is connected to."""
        return self.partner if live is self.caller else self.caller

    def token_of(self, live: LiveCall) -> int | None:
        """With which its flow waits here; None when it does not."""
        if self.handover is not None and live is self.handover.transferer:
            return self.handover.token
        return self.caller_token if live is self.caller else self.leg_tokens.get(live.id)

    def pair(self, caller: LiveCall, token: int | None, leg: LiveCall, leg_token: int) -> None:
        """Two parties that are connected from now on."""
        self.caller, self.caller_token = caller, token
        self.legs, self.leg_tokens = {leg.id: leg}, {leg.id: leg_token}
        self.partner, self.is_answered = leg, True

    def wait_for(self, caller: LiveCall, legs: Sequence[LiveCall]) -> None:
        """One party that waits for others from now on; tokens of those are kept."""
        self.caller_token = self.token_of(caller)
        self.caller = caller
        self.legs = {leg.id: leg for leg in legs if not leg.over.is_set()}
        self.leg_tokens = {id: t for id, t in self.leg_tokens.items() if id in self.legs}
        self.partner, self.is_answered, self.first_reason = None, False, ""

    def answered_leg(self) -> LiveCall | None:
        """A leg whose party answered and whose flow is here."""
        return next((leg for leg in self._legs_here() if leg.row.is_answered), None)

    def early_leg(self) -> LiveCall | None:
        """A leg whose flow is here and whose audio is, though nobody answered.

        While a phone only rings the caller goes on hearing ringback: joined to it, it would hear
        nothing at all.
        """
        return next((leg for leg in self._legs_here() if leg.is_heard_early), None)

    def _legs_here(self) -> Iterator[LiveCall]:
        return (leg for id, leg in self.legs.items() if id in self.leg_tokens)
