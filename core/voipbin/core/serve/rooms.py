"""The one list of rooms: who serves which service."""

from dataclasses import dataclass

from voipbin.core.accesskey.room import AccesskeyRoom
from voipbin.core.activeflow.room import ActiveflowRoom
from voipbin.core.agent.room import MeRoom
from voipbin.core.auth.room import AuthRoom
from voipbin.core.auth.tokens import TokenSigner
from voipbin.core.call.room import CallRoom
from voipbin.core.customer.room import CustomerRoom
from voipbin.core.edge.dispatcher import Servicer
from voipbin.core.event.room import EventRoom
from voipbin.core.extension.room import ExtensionRoom
from voipbin.core.flow.room import FlowRoom
from voipbin.core.groupcall.room import GroupcallRoom
from voipbin.core.recording.room import RecordingRoom
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.serve.engines import Engines
from voipbin.core.transcribe.room import TranscribeRoom
from voipbin.core.transcribe.transcript_room import TranscriptRoom


@dataclass(frozen=True, slots=True)
class RoomKeys:
    """Keys that rooms need."""

    box: SecretsBox
    signer: TokenSigner


def build_rooms(engines: Engines, keys: RoomKeys) -> dict[str, Servicer]:
    """Every room by the service it serves."""
    return {
        "voipbin.v1.AccesskeyService": AccesskeyRoom(),
        "voipbin.v1.ActiveflowService": ActiveflowRoom(engines.activeflows),
        "voipbin.v1.AuthService": AuthRoom(keys.signer),
        "voipbin.v1.CallService": CallRoom(
            engines.calls,
            engines.dialer,
            engines.performer,
            engines.recorder,
            engines.speech,
            engines.sources,
        ),
        "voipbin.v1.CustomerService": CustomerRoom(),
        "voipbin.v1.EventService": EventRoom(engines.store.events),
        "voipbin.v1.ExtensionService": ExtensionRoom(keys.box),
        "voipbin.v1.FlowService": FlowRoom(),
        "voipbin.v1.GroupcallService": GroupcallRoom(engines.groupcalls),
        "voipbin.v1.MeService": MeRoom(),
        "voipbin.v1.RecordingService": RecordingRoom(engines.recordings, engines.links),
        "voipbin.v1.TranscribeService": TranscribeRoom(
            engines.gate, engines.transcribes, engines.transcriber
        ),
        "voipbin.v1.TranscriptService": TranscriptRoom(),
    }
