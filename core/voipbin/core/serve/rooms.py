"""The one list of rooms: who serves which service."""

from dataclasses import dataclass

from voipbin.core.accesskey.room import AccesskeyRoom
from voipbin.core.activeflow.room import ActiveflowRoom
from voipbin.core.agent.room import AgentRoom, MeRoom, ServiceAgentAgentRoom, ServiceAgentMeRoom
from voipbin.core.ai.room import AiRoom
from voipbin.core.aicall.room import AicallRoom
from voipbin.core.aimessage.room import AimessageRoom
from voipbin.core.aisummary.room import AisummaryRoom
from voipbin.core.auth.room import AuthRoom
from voipbin.core.auth.tokens import TokenSigner
from voipbin.core.billing.room import BillingRoom
from voipbin.core.billing_account.room import BillingAccountRoom
from voipbin.core.call.room import CallRoom, ServiceAgentCallRoom
from voipbin.core.campaign.room import CampaignRoom
from voipbin.core.campaigncall.room import CampaigncallRoom
from voipbin.core.conference.room import ConferenceRoom
from voipbin.core.conferencecall.room import ConferencecallRoom
from voipbin.core.contact.room import ContactRoom, ServiceAgentContactRoom
from voipbin.core.conversation.room import ConversationRoom, ServiceAgentConversationRoom
from voipbin.core.conversation_account.room import ConversationAccountRoom
from voipbin.core.conversation_message.room import (
    ConversationMessageRoom,
    ServiceAgentConversationMessageRoom,
)
from voipbin.core.customer.room import CustomerRoom, ServiceAgentCustomerRoom
from voipbin.core.dialing_policy.room import DialingPolicyRoom
from voipbin.core.edge.dispatcher import Servicer
from voipbin.core.email.room import EmailRoom
from voipbin.core.event.room import EventRoom
from voipbin.core.extension.own import ServiceAgentExtensionRoom
from voipbin.core.extension.room import ExtensionRoom
from voipbin.core.file.room import FileRoom, ServiceAgentFileRoom
from voipbin.core.flow.room import FlowRoom
from voipbin.core.groupcall.room import GroupcallRoom
from voipbin.core.message.room import MessageRoom
from voipbin.core.number.room import NumberRoom
from voipbin.core.outdial.room import OutdialRoom
from voipbin.core.outdialtarget.room import OutdialtargetRoom
from voipbin.core.outplan.room import OutplanRoom
from voipbin.core.provider.room import ProviderRoom
from voipbin.core.queue.room import QueueRoom
from voipbin.core.queuecall.room import QueuecallRoom
from voipbin.core.rag.room import RagRoom
from voipbin.core.recording.room import RecordingRoom
from voipbin.core.route.room import RouteRoom
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.serve.engines import Engines
from voipbin.core.sip_ban.room import SipBanRoom
from voipbin.core.speaking.room import SpeakingRoom
from voipbin.core.storage_account.room import StorageAccountRoom
from voipbin.core.tag.room import ServiceAgentTagRoom, TagRoom
from voipbin.core.talk_chat.room import TalkChatRoom
from voipbin.core.talk_message.room import TalkMessageRoom
from voipbin.core.talk_participant.audience import tell_participants
from voipbin.core.talk_participant.room import TalkParticipantRoom
from voipbin.core.team.room import TeamRoom
from voipbin.core.timeline.room import TimelineRoom
from voipbin.core.transcribe.room import TranscribeRoom
from voipbin.core.transcribe.transcript_room import TranscriptRoom
from voipbin.core.transfer.room import TransferRoom
from voipbin.core.trunk.room import TrunkRoom
from voipbin.core.webhook.room import WebhookDeliveryRoom, WebhookRoom
from voipbin.core.websocket.room import WebsocketRoom


@dataclass(frozen=True, slots=True)
class RoomKeys:
    """Keys that rooms need."""

    box: SecretsBox
    signer: TokenSigner


def build_rooms(engines: Engines, keys: RoomKeys) -> dict[str, Servicer]:
    """Every room by the service it serves."""
    tell_participants(engines.store.events)
    return {
        "voipbin.v1.AccesskeyService": AccesskeyRoom(),
        "voipbin.v1.ActiveflowService": ActiveflowRoom(engines.activeflows),
        "voipbin.v1.AgentService": AgentRoom(),
        "voipbin.v1.AiService": AiRoom(keys.box),
        "voipbin.v1.AicallService": AicallRoom(engines.aicalls, engines.call_aicalls),
        "voipbin.v1.AimessageService": AimessageRoom(engines.aicalls, engines.call_aicalls),
        "voipbin.v1.AisummaryService": AisummaryRoom(engines.summaries, engines.activeflows),
        "voipbin.v1.AuthService": AuthRoom(
            keys.signer, engines.signups, engines.password_links, engines.lifecycle
        ),
        "voipbin.v1.BillingAccountService": BillingAccountRoom(),
        "voipbin.v1.BillingService": BillingRoom(),
        "voipbin.v1.CallService": CallRoom(
            engines.calls,
            engines.dialer,
            engines.performer,
            engines.recorder,
            engines.speech,
            engines.sources,
            engines.gate,
        ),
        "voipbin.v1.CampaignService": CampaignRoom(engines.campaigns),
        "voipbin.v1.CampaigncallService": CampaigncallRoom(),
        "voipbin.v1.ConferenceService": ConferenceRoom(
            engines.conferences,
            engines.conference_recorder,
            engines.conference_transcriber,
            engines.gate,
        ),
        "voipbin.v1.ConferencecallService": ConferencecallRoom(engines.conferences),
        "voipbin.v1.ContactService": ContactRoom(),
        "voipbin.v1.ConversationAccountService": ConversationAccountRoom(keys.box),
        "voipbin.v1.ConversationMessageService": ConversationMessageRoom(engines.messages),
        "voipbin.v1.ConversationService": ConversationRoom(),
        "voipbin.v1.CustomerService": CustomerRoom(engines.lifecycle, engines.password_links),
        "voipbin.v1.DialingPolicyService": DialingPolicyRoom(
            engines.toll_gate.defaults, engines.explanation
        ),
        "voipbin.v1.EmailService": EmailRoom(engines.emails),
        "voipbin.v1.EventService": EventRoom(engines.store.events),
        "voipbin.v1.ExtensionService": ExtensionRoom(keys.box),
        "voipbin.v1.FileService": FileRoom(engines.files),
        "voipbin.v1.FlowService": FlowRoom(),
        "voipbin.v1.GroupcallService": GroupcallRoom(
            engines.groupcalls, engines.dialer, engines.sources
        ),
        "voipbin.v1.MeService": MeRoom(),
        "voipbin.v1.MessageService": MessageRoom(engines.messages),
        "voipbin.v1.NumberService": NumberRoom(engines.inventory),
        "voipbin.v1.OutdialService": OutdialRoom(),
        "voipbin.v1.OutdialtargetService": OutdialtargetRoom(),
        "voipbin.v1.OutplanService": OutplanRoom(),
        "voipbin.v1.ProviderService": ProviderRoom(keys.box),
        "voipbin.v1.QueueService": QueueRoom(),
        "voipbin.v1.QueuecallService": QueuecallRoom(engines.queues),
        "voipbin.v1.RagService": RagRoom(engines.answers),
        "voipbin.v1.RecordingService": RecordingRoom(engines.recordings, engines.links),
        "voipbin.v1.RouteService": RouteRoom(),
        "voipbin.v1.ServiceAgentAgentService": ServiceAgentAgentRoom(),
        "voipbin.v1.ServiceAgentCallService": ServiceAgentCallRoom(),
        "voipbin.v1.ServiceAgentContactService": ServiceAgentContactRoom(),
        "voipbin.v1.ServiceAgentConversationMessageService": ServiceAgentConversationMessageRoom(
            engines.messages
        ),
        "voipbin.v1.ServiceAgentConversationService": ServiceAgentConversationRoom(),
        "voipbin.v1.ServiceAgentCustomerService": ServiceAgentCustomerRoom(),
        "voipbin.v1.ServiceAgentExtensionService": ServiceAgentExtensionRoom(keys.box),
        "voipbin.v1.ServiceAgentFileService": ServiceAgentFileRoom(engines.files),
        "voipbin.v1.ServiceAgentMeService": ServiceAgentMeRoom(),
        "voipbin.v1.ServiceAgentTagService": ServiceAgentTagRoom(),
        "voipbin.v1.ServiceAgentWebsocketService": WebsocketRoom(engines.store.events),
        "voipbin.v1.SipBanService": SipBanRoom(engines.bans),
        "voipbin.v1.SpeakingService": SpeakingRoom(engines.speakings),
        "voipbin.v1.StorageAccountService": StorageAccountRoom(),
        "voipbin.v1.TagService": TagRoom(),
        "voipbin.v1.TalkChatService": TalkChatRoom(),
        "voipbin.v1.TalkMessageService": TalkMessageRoom(),
        "voipbin.v1.TalkParticipantService": TalkParticipantRoom(),
        "voipbin.v1.TeamService": TeamRoom(),
        "voipbin.v1.TimelineService": TimelineRoom(),
        "voipbin.v1.TranscribeService": TranscribeRoom(
            engines.gate,
            engines.transcribes,
            engines.transcriber,
            engines.conference_transcriber,
        ),
        "voipbin.v1.TranscriptService": TranscriptRoom(),
        "voipbin.v1.TransferService": TransferRoom(
            engines.calls,
            engines.bridges,
            engines.conferences,
            engines.dialer.addresses,
            engines.transfers,
            engines.conference_transfers,
        ),
        "voipbin.v1.TrunkService": TrunkRoom(keys.box),
        "voipbin.v1.WebhookDeliveryService": WebhookDeliveryRoom(engines.webhooks),
        "voipbin.v1.WebhookService": WebhookRoom(engines.webhooks),
        "voipbin.v1.WebsocketService": WebsocketRoom(engines.store.events),
    }
