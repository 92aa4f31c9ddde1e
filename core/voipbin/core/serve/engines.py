"""The working parts of the core: everything that lives as long as the process."""

from dataclasses import dataclass

from voipbin.core.activeflow.logic import LogicPerformer
from voipbin.core.activeflow.service import Activeflows
from voipbin.core.aicall.aicalls import Aicalls
from voipbin.core.aicall.call_aicalls import CallAicalls
from voipbin.core.aisummary.service import Summaries
from voipbin.core.auth.password_links import PasswordLinks
from voipbin.core.auth.revocation import Revocation
from voipbin.core.auth.signup import Signups
from voipbin.core.call.audio_gate import AudioGate
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.performer import CallPerformer
from voipbin.core.call.recorder import CallRecorder
from voipbin.core.call.source import Sources
from voipbin.core.call.spending_limit import SpendingLimit
from voipbin.core.campaign.campaigns import Campaigns
from voipbin.core.conference.conferences import Conferences
from voipbin.core.conference.recorder import ConferenceRecorder
from voipbin.core.conference.transcriber import ConferenceTranscriber
from voipbin.core.customer.lifecycle import CustomerLifecycle
from voipbin.core.dialing_policy.explanation import DialingExplanation
from voipbin.core.dialing_policy.gate import TollGate
from voipbin.core.egress import EgressClient
from voipbin.core.email.hooks import EmailHooks
from voipbin.core.email.service import Emails
from voipbin.core.extension.registrar import Registrar
from voipbin.core.external_media.service import ExternalMedias
from voipbin.core.file.service import StoredFiles
from voipbin.core.file.sweep import FileSweep
from voipbin.core.files.links import FileLinks
from voipbin.core.files.store import FileStore
from voipbin.core.groupcall.service import Groupcalls
from voipbin.core.mail.mailer import Mailer
from voipbin.core.message.hook_source import ProviderHooks
from voipbin.core.message.performer import MessagePerformer
from voipbin.core.message.service import Messages
from voipbin.core.node.process import NodeProcess
from voipbin.core.number.inventory import Inventory
from voipbin.core.periodic import Periodic
from voipbin.core.provider.registrations import ProviderRegistrations
from voipbin.core.queue.queues import Queues
from voipbin.core.rag.answers import Answers
from voipbin.core.recording.service import RecordingService
from voipbin.core.serve.late import LateListener
from voipbin.core.serve.life_sign import LifeSign
from voipbin.core.serve.speech import (
    SpokenPrompts,
)
from voipbin.core.sip_ban.bans import SipBans
from voipbin.core.speaking.service import Speakings
from voipbin.core.transcribe.recording_transcriber import RecordingTranscriber
from voipbin.core.transcribe.service import TranscribeService
from voipbin.core.transfer.from_conference import ConferenceTransfers
from voipbin.core.transfer.service import Transfers
from voipbin.core.unit_of_work import Store
from voipbin.core.webhook.service import Webhooks
from voipbin.media.speech import Speech


@dataclass(slots=True)
class Engines:
    """What the rooms and the servers are given."""

    store: Store
    node: NodeProcess
    listener: LateListener
    activeflows: Activeflows
    logic: LogicPerformer
    calls: Calls
    bridges: Bridges
    conferences: Conferences
    queues: Queues
    campaigns: Campaigns
    conference_recorder: ConferenceRecorder
    conference_transcriber: ConferenceTranscriber
    dialer: Dialer
    toll_gate: TollGate
    explanation: DialingExplanation
    bans: SipBans
    sources: Sources
    groupcalls: Groupcalls
    transfers: Transfers
    conference_transfers: ConferenceTransfers
    performer: CallPerformer
    recorder: CallRecorder
    recordings: RecordingService
    transcribes: TranscribeService
    transcriber: RecordingTranscriber
    summaries: Summaries
    answers: Answers
    speakings: Speakings
    aicalls: Aicalls
    call_aicalls: CallAicalls
    gate: AudioGate
    external_medias: ExternalMedias
    blobs: FileStore
    files: StoredFiles
    sweep: FileSweep
    registrar: Registrar
    inventory: Inventory
    speech: SpokenPrompts
    speech_engine: Speech
    egress: EgressClient
    webhooks: Webhooks
    messages: Messages
    message_performer: MessagePerformer
    hooks: ProviderHooks
    links: FileLinks
    mailer: Mailer
    emails: Emails
    email_hooks: EmailHooks
    signups: Signups
    password_links: PasswordLinks
    revocation: Revocation
    lifecycle: CustomerLifecycle
    spending: SpendingLimit
    life: LifeSign
    jobs: list[Periodic]
    registrations: ProviderRegistrations
    is_shared: bool
    "Other processes may use the database."

    async def take_over(self) -> None:
        """Ends or goes on with what processes left behind that are no more."""
        await self.recorder.recover()
        # Of others the register of processes knows when they lived.
        await self.calls.recover(0 if self.is_shared else self.life.last_us)
        await self.conferences.recover()
        await self.queues.recover()
        await self.groupcalls.recover()
        await self.transcribes.recover()
        await self.summaries.recover()
        await self.speakings.recover()
        await self.aicalls.recover()
        await self.recordings.recover()
        await self.activeflows.recover()

    async def begin(self) -> None:
        """Lets calls in and starts the jobs."""
        self.sweep.start()
        await self.webhooks.dispatcher.start()
        await self.emails.dispatcher.start()
        await self.messages.sender.start()
        await self.campaigns.start()
        self.listener.open()
        for job in self.jobs:
            job.start()

    async def close(self, grace_s: float) -> None:
        """Hangs up, writes what is left, ends the workers."""
        for job in self.jobs:
            await job.close()
        await self.campaigns.close()
        await self.calls.hang_up_all(grace_s)
        await self.spending.close()
        await self.transcribes.close()
        await self.summaries.close()
        await self.speakings.close()
        await self.call_aicalls.close()
        await self.aicalls.close()
        await self.external_medias.close()
        await self.conferences.close()
        await self.node.close(grace_s)
        await self.recordings.close()
        await self.sweep.close()
        await self.files.close()
        await self.calls.close()
        await self.messages.sender.close()
        await self.message_performer.close()
        await self.activeflows.close()
        await self.logic.close()
        # Before the webhooks, which tell of what becomes of them.
        await self.emails.dispatcher.close()
        await self.webhooks.dispatcher.close()
        await self.speech_engine.aclose()
        await self.egress.close()
        await self.password_links.close()
        await self.revocation.close()
        await self.mailer.close()
