"""Registrations at carriers, as the core wants them."""

import asyncio
from collections.abc import Iterator

import structlog

from voipbin.media.node.errors import BadCommand
from voipbin.media.node.events import EventLog
from voipbin.media.sip import Credentials, RegisterRequest, Registration, SipEndpoint, Uri
from voipbin.media.sip.registration import RegistrationObserver, RegistrationState
from voipbin.media.v1 import node_pb2

log = structlog.get_logger(__name__)


class Registrations:
    """Keeps exactly the registrations of the last command; what did not change goes on."""

    def __init__(self, endpoint: SipEndpoint, events: EventLog) -> None:
        self._endpoint = endpoint
        self._events = events
        self._kept: dict[str, tuple[bytes, Registration]] = {}

    async def set(self, command: node_pb2.SetRegistrations) -> None:
        """Begins what is new, begins anew what changed, ends the rest.

        Raises:
            BadCommand: a URI is malformed or an id comes twice; nothing was changed.
        """
        wanted = {item.registration_id: item for item in command.registrations}
        if len(wanted) < len(command.registrations) or "" in wanted:
            raise BadCommand("set_registrations: ids must differ and not be empty")
        requests = {id: _request(item) for id, item in wanted.items()}
        ended = dict(self._changed(wanted))
        for id in ended:
            del self._kept[id]
        # The old contact is given back first: later it would take the new one along.
        await asyncio.gather(*(registration.close() for registration in ended.values()))
        for id, request in requests.items():
            if id not in self._kept:
                said = wanted[id].SerializeToString(deterministic=True)
                self._tell(id, RegistrationState.TRYING, 0)
                kept = self._endpoint.register(request, self._teller(id))
                self._kept[id] = (said, kept)

    def _changed(
        self, wanted: dict[str, node_pb2.CarrierRegistration]
    ) -> Iterator[tuple[str, Registration]]:
        for id, (said, registration) in self._kept.items():
            now = wanted.get(id)
            if now is None or now.SerializeToString(deterministic=True) != said:
                yield id, registration

    def _teller(self, id: str) -> RegistrationObserver:
        return lambda state, status: self._tell(id, state, status)

    def _tell(self, id: str, state: RegistrationState, status: int) -> None:
        changed = node_pb2.RegistrationChanged(
            registration_id=id, state=state.value, sip_status=status
        )
        self._events.append(node_pb2.ChannelEvent(registration_changed=changed))


def _request(item: node_pb2.CarrierRegistration) -> RegisterRequest:
    if not item.expires_s:
        raise BadCommand(f"registration {item.registration_id}: expires_s must not be 0")
    return RegisterRequest(
        registrar=_uri(item.registrar_uri, "registrar_uri"),
        aor=_uri(item.aor_uri, "aor_uri"),
        credentials=Credentials(item.username, item.password) if item.username else None,
        expires_s=item.expires_s,
    )


def _uri(text: str, field: str) -> Uri:
    try:
        uri = Uri.parse(text)
    except ValueError as error:
        raise BadCommand(f"registration.{field}: {error}") from None
    if not uri.is_sip:
        raise BadCommand(f"registration.{field}: {text!r} is not a sip: URI")
    return uri
