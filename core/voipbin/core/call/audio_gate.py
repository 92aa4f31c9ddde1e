"""Who may stream the audio of a call or conference."""

import hmac
import secrets
from collections.abc import Callable

from voipbin.core.auth.authenticator import DatabaseAuthenticator
from voipbin.core.call.calls import Calls
from voipbin.core.call.media_tickets import AudioTicket, MediaTickets
from voipbin.core.call.model import CALL
from voipbin.core.caller import ANONYMOUS, Caller, CallerKind, Permission
from voipbin.core.conference.model import CONFERENCE, ConferenceStatus
from voipbin.core.database import Connection
from voipbin.core.errors import Unauthenticated
from voipbin.core.repository import Repository
from voipbin.core.transcribe.calls import AudioAccess, CallFacts
from voipbin.media.v1 import node_pb2

_STREAMERS = Permission.ADMIN | Permission.MANAGER


class AudioGate:
    """Answers the stream queries of media nodes, and lets the platform's own listeners in."""

    def __init__(
        self,
        calls: Calls,
        authenticator: DatabaseAuthenticator,
        audio_address: Callable[[], str],
    ) -> None:
        self._calls = calls
        self._authenticator = authenticator
        self._audio_address = audio_address
        self._own_token = secrets.token_urlsafe(32)
        self._tickets = MediaTickets(calls.store.clock)

    async def admit(self, query: node_pb2.StreamQuery) -> node_pb2.StreamGrant | None:
        """The channel of the call, or the bridge of the conference, if the credentials may hear it.

        None when there is no such live one.
        """
        if query.conference_id:
            return await self._admit_to_conference(query)
        live = self._calls.get(query.call_id)
        if not hmac.compare_digest(query.token, self._own_token):
            try:
                caller = await self._caller(query)
            except Unauthenticated:
                return node_pb2.StreamGrant(unauthenticated=True)
            own = live is not None and live.row.customer_id == caller.customer_id
            if not (caller.is_super_admin or (own and caller.has(_STREAMERS))):
                return None
        if live is None:
            return None
        return node_pb2.StreamGrant(channel_id=live.channel_id, customer_id=live.row.customer_id)

    async def _admit_to_conference(
        self, query: node_pb2.StreamQuery
    ) -> node_pb2.StreamGrant | None:
        customer_id, is_platform = "", True
        if not hmac.compare_digest(query.token, self._own_token):
            try:
                caller = await self._caller(query)
            except Unauthenticated:
                return node_pb2.StreamGrant(unauthenticated=True)
            if not (caller.is_super_admin or caller.has(_STREAMERS)):
                return None
            customer_id = "" if caller.is_super_admin else caller.customer_id
            is_platform = caller.kind is CallerKind.INTERNAL
        async with self._calls.store.reading() as connection:
            conferences = Repository(CONFERENCE, connection, customer_id)
            conference = await conferences.find(query.conference_id)
        if conference is None or conference.status != ConferenceStatus.PROGRESSING:
            return None
        return node_pb2.StreamGrant(
            bridge_id=conference.id,
            customer_id=conference.customer_id,
            is_platform=is_platform,
        )

    async def find_call(
        self, connection: Connection, customer_id: str, call_id: str
    ) -> CallFacts | None:
        """A call, whether it is live or over; customer_id "" finds everybody's."""
        row = await Repository(CALL, connection, customer_id).find(call_id)
        if row is None:
            return None
        return CallFacts(
            id=row.id,
            customer_id=row.customer_id,
            status=row.status,
            activeflow_id=row.activeflow_id,
        )

    async def audio_access(self, call_id: str) -> AudioAccess:
        """Where and with what credentials the platform itself listens."""
        return AudioAccess(
            address=self._audio_address(),
            metadata=(("authorization", f"Bearer {self._own_token}"),),
        )

    def ticket(self, caller: Caller, reference_id: str) -> AudioTicket:
        """Where a permitted caller streams a call or a conference, and what it shows there."""
        return AudioTicket(self._audio_address(), self._tickets.issue(caller, reference_id))

    async def _caller(self, query: node_pb2.StreamQuery) -> Caller:
        if (holder := self._tickets.caller(query)) is not None:
            return holder
        metadata = {}
        if query.token:
            metadata["authorization"] = f"Bearer {query.token}"
        if query.accesskey:
            metadata["accesskey"] = query.accesskey
        caller = await self._authenticator.authenticate(metadata)
        if caller is ANONYMOUS:
            raise Unauthenticated("credentials are missing")
        return caller
