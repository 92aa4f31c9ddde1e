"""Tickets to live audio: what a caller shows at a media node in place of its own credentials."""

import secrets
from dataclasses import dataclass
from typing import Final

from voipbin.core.caller import Caller
from voipbin.core.clock import Clock
from voipbin.media.v1 import node_pb2

LIFETIME_S: Final = 60.0
"Long enough to connect, too short to be worth stealing."


@dataclass(frozen=True, slots=True)
class AudioTicket:
    """The way into the audio of one call or conference."""

    address: str
    "Of the media node's audio service."
    token: str
    "Shown there as a bearer token."


@dataclass(frozen=True, slots=True)
class _Ticket:
    caller: Caller
    reference_id: str
    over_s: float


class MediaTickets:
    """Tickets of this process, each for the audio of one call or one conference."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tickets: dict[str, _Ticket] = {}

    def issue(self, caller: Caller, reference_id: str) -> str:
        """A new ticket for somebody who was permitted already."""
        now_s = self._clock.monotonic_s()
        for token in [token for token, ticket in self._tickets.items() if ticket.over_s <= now_s]:
            del self._tickets[token]
        token = secrets.token_urlsafe(32)
        self._tickets[token] = _Ticket(caller, reference_id, now_s + LIFETIME_S)
        return token

    def caller(self, query: node_pb2.StreamQuery) -> Caller | None:
        """Who got the ticket of a query; None when it has none for what it asks."""
        ticket = self._tickets.get(query.token)
        if ticket is None or ticket.over_s <= self._clock.monotonic_s():
            return None
        named = any(value == ticket.reference_id for _, value in query.ListFields())
        return ticket.caller if named else None
