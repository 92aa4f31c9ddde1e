"""How the engines are made and wired to each other."""

import os
from collections.abc import Callable
from functools import partial

from voipbin.core.activeflow.logic import LogicPerformer
from voipbin.core.activeflow.service import Activeflows
from voipbin.core.aicall.aicalls import Aicalls
from voipbin.core.aicall.assistant import Assistants
from voipbin.core.aicall.call_aicalls import CallAicalls, Ears
from voipbin.core.aicall.conversation_aicalls import ConversationAicalls
from voipbin.core.aicall.dialogue import Dialogue
from voipbin.core.aicall.handoff import Handoff
from voipbin.core.aicall.senders import Senders
from voipbin.core.aicall.toolbox import Toolbox
from voipbin.core.aisummary.listening import Listening
from voipbin.core.aisummary.service import Summaries
from voipbin.core.aisummary.sources import SaidIn
from voipbin.core.aisummary.writer import SummaryWriter
from voipbin.core.auth.authenticator import DatabaseAuthenticator
from voipbin.core.auth.one_time_token import CodeHasher
from voipbin.core.auth.password_links import PasswordLinks
from voipbin.core.auth.revocation import Revocation
from voipbin.core.auth.signup import Signups
from voipbin.core.call.address import Addresses
from voipbin.core.call.admission import Doorkeeper
from voipbin.core.call.audio_gate import AudioGate
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.carriers import Carriers
from voipbin.core.call.charging import charge_call
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.events import NodeEvents
from voipbin.core.call.inbound import InboundRouter
from voipbin.core.call.outbound import OutboundPerformer
from voipbin.core.call.performer import CallPerformer
from voipbin.core.call.prompts import FetchedAudio
from voipbin.core.call.recorder import CallRecorder
from voipbin.core.call.referrals import Referrals
from voipbin.core.call.regrouping import Regrouping
from voipbin.core.call.replacing import Replacing
from voipbin.core.call.sound_sweep import SoundSweep
from voipbin.core.call.sounds import Sounds
from voipbin.core.call.source import Sources
from voipbin.core.call.spending_limit import SpendingLimit
from voipbin.core.campaign.campaigns import Campaigns
from voipbin.core.cluster.cluster import Cluster
from voipbin.core.cluster.customer_work import SharedCustomerWork
from voipbin.core.conference.conferences import Conferences
from voipbin.core.conference.recorder import ConferenceRecorder
from voipbin.core.conference.transcriber import ConferenceTranscriber
from voipbin.core.customer.lifecycle import CustomerLifecycle
from voipbin.core.customer.live_work import CustomerWork
from voipbin.core.dialing_policy.explanation import DialingExplanation
from voipbin.core.dialing_policy.gate import TollGate
from voipbin.core.dialing_policy.limits import DialingDefaults
from voipbin.core.egress import EgressClient
from voipbin.core.event.retention import EventRetention
from voipbin.core.extension.registrar import Registrar
from voipbin.core.extension.room import extension_resource
from voipbin.core.external_media.service import ExternalMedias
from voipbin.core.file.recorded import RecordedFiles
from voipbin.core.file.service import StoredFiles
from voipbin.core.file.sweep import FileSweep
from voipbin.core.files.links import FileLinks
from voipbin.core.files.opening import open_file_store
from voipbin.core.flow_engine import Limits
from voipbin.core.groupcall.service import Groupcalls
from voipbin.core.llm.llms import Llms
from voipbin.core.llm.vendors import LlmSettings
from voipbin.core.message.performer import MessagePerformer
from voipbin.core.message.service import Messages
from voipbin.core.node.process import NodeProcess
from voipbin.core.number.inventory import pool_inventory
from voipbin.core.periodic import Periodic
from voipbin.core.provider.registrations import EVERY_S as REGISTER_EVERY_S
from voipbin.core.provider.registrations import ProviderRegistrations
from voipbin.core.provider.sources import CarrierHosts
from voipbin.core.queue.queues import Queues
from voipbin.core.rag.answers import Answers
from voipbin.core.recording.charging import charge_recordings
from voipbin.core.recording.service import RecordingService
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.serve.ai_senders import connect_senders
from voipbin.core.serve.email import build_email_hooks, build_emails
from voipbin.core.serve.engines import Engines
from voipbin.core.serve.jobs import build_jobs
from voipbin.core.serve.late import LateListener
from voipbin.core.serve.life_sign import LifeSign
from voipbin.core.serve.mail import build_mailer
from voipbin.core.serve.sms import provider_hooks, sms_gateways
from voipbin.core.serve.speech import (
    AudioFiles,
    SpokenPrompts,
    SpokenTexts,
    mended_wav,
    speech_settings,
)
from voipbin.core.serve.surroundings import (
    allowed_networks,
    carrier_sources,
    configured_provider,
)
from voipbin.core.settings import Settings
from voipbin.core.sip_ban.bans import EVERY_S as BANS_EVERY_S
from voipbin.core.sip_ban.bans import SipBans
from voipbin.core.speaking.service import Speakings
from voipbin.core.speaking.talk_client import TalkClient
from voipbin.core.timeline.history import SipHistory
from voipbin.core.transcribe.audio_client import AudioClient
from voipbin.core.transcribe.media_speech import MediaSpeech
from voipbin.core.transcribe.recording_transcriber import RecordingTranscriber
from voipbin.core.transcribe.service import TranscribeService
from voipbin.core.transfer.from_conference import ConferenceTransfers
from voipbin.core.transfer.service import Transfers
from voipbin.core.transfer.transferees import Transferees
from voipbin.core.trunk.directory import TrunkDirectory
from voipbin.core.trunk.room import trunk_resource
from voipbin.core.unit_of_work import Store
from voipbin.core.webhook.service import Webhooks
from voipbin.media.speech import Speech

_AT_PROVIDERS = "register at providers"


def build_engines(
    store: Store,
    settings: Settings,
    box: SecretsBox,
    authenticator: DatabaseAuthenticator,
    base_url: Callable[[], str],
    default_customer_id: str,
    cluster: Cluster | None = None,
) -> Engines:
    """Wires the parts; nothing is started.

    Args:
        cluster: the other processes; None where there are none.
    """
    leases = cluster.leases if cluster else None
    egress = EgressClient(allowed_networks(settings))
    webhooks = Webhooks(store, egress, box, settings.webhook_days)
    activeflows = Activeflows(store, Limits(max_actions=settings.max_flow_actions))
    listener = LateListener()
    node = NodeProcess(settings, listener)
    calls = Calls(store, activeflows, node, settings.max_call_s)
    calls.when_moving(charge_call)
    spending = SpendingLimit(store, calls)
    if settings.hang_up_at_zero:
        spending.start()
    registrar = Registrar(
        store, box, extension_resource(box), settings.base_domain, default_customer_id
    )
    carriers = Carriers(store, box, configured_provider(settings))
    sources_of_carriers = carrier_sources(store, settings)
    toll_gate = TollGate(
        store,
        DialingDefaults.of(settings),
        CarrierHosts(sources_of_carriers, allows_loopback=settings.dev),
    )
    sources = Sources(store, registrar)
    dialer = Dialer(
        calls,
        activeflows,
        Addresses(store, registrar, carriers, allow_loopback=settings.dev),
        settings,
        toll_gate,
        sources,
    )
    bans = SipBans(store, sources_of_carriers, node)
    blobs = open_file_store(settings)
    links = FileLinks(box.derive("file links"), base_url, store.clock)
    files = StoredFiles(store, blobs, links, settings.storage_quota_bytes)
    recordings = RecordingService(store, blobs, activeflows, repair=mended_wav)
    RecordedFiles(files, recordings)
    charge_recordings(recordings)
    recorder = CallRecorder(calls, recordings)
    gate = AudioGate(calls, authenticator, lambda: node.audio_address)
    speech_engine = Speech(speech_settings(settings))
    hearing = MediaSpeech(speech_engine, settings.stt_provider)
    transcribes = TranscribeService(store, AudioClient(gate.audio_access), hearing, activeflows)
    logic = LogicPerformer(store, egress, webhooks)
    speech = SpokenPrompts(speech_engine, settings.tts_provider)
    groupcalls = Groupcalls(calls, dialer)
    bridges = Bridges(calls)
    external_medias = ExternalMedias(gate.audio_access, egress)
    calls.when_over(lambda live: external_medias.stop_for_call(live.id))
    conferences = Conferences(calls)
    if cluster is not None and cluster.forwarder is not None:
        conferences.use_cluster(cluster.forwarder, gate.audio_access)
    queues = Queues(calls, bridges, dialer)
    transferees = Transferees(calls, dialer)
    conference_transfers = ConferenceTransfers(calls, bridges, conferences, dialer, transferees)
    senders = Senders()
    llms = Llms(egress, LlmSettings.from_env(os.environ))
    assistants = Assistants(llms, box)
    dialogue = Dialogue(store, Toolbox(store, senders), Handoff(store, assistants), senders)
    aicalls = Aicalls(store, assistants, dialogue)
    call_aicalls = CallAicalls(
        aicalls,
        calls,
        Ears(
            TalkClient(gate.audio_access),
            SpokenTexts(speech_engine),
            AudioClient(gate.audio_access),
            hearing,
        ),
    )
    web = FetchedAudio(egress, AudioFiles(), settings.data_dir / "audio")
    performer = CallPerformer(
        calls,
        logic,
        bridges,
        conferences,
        queues,
        dialer,
        recorder,
        recordings,
        transcribes,
        speech,
        Sounds(store, recordings, files, blobs, web),
        sources,
        external_medias,
        call_aicalls,
    )
    transcriber = RecordingTranscriber(store, hearing, recordings)
    summaries = Summaries(
        store,
        Listening(store, AudioClient(gate.audio_access), hearing),
        SaidIn(store, recordings, hearing),
        SummaryWriter(llms, settings.summary_model),
        activeflows,
    )
    emails = build_emails(store, settings, blobs)
    messages = Messages(store, toll_gate, activeflows, sms_gateways(settings))
    message_performer = MessagePerformer(
        messages,
        OutboundPerformer(
            calls, activeflows, dialer, sources, recordings, transcriber, summaries, emails
        ),
    )
    connect_senders(senders, messages, emails)
    logic.beyond = ConversationAicalls(aicalls, message_performer)
    activeflows.use(logic, performer)
    history = SipHistory(store, calls, settings.sip_history_days)
    replacing = Replacing(calls, bridges, conferences)
    inbound = InboundRouter(calls, activeflows, registrar, settings.base_domain, replacing)
    registrations = ProviderRegistrations(
        store, box, node, partial(leases.take, _AT_PROVIDERS) if leases else None
    )
    node.when_attached(bans.sync)
    node.when_attached(registrations.sync)
    listener.target = NodeEvents(
        calls,
        inbound,
        registrar,
        recorder,
        recordings,
        gate,
        history,
        bridges,
        Referrals(
            calls,
            bridges,
            conferences,
            conference_transfers,
            Regrouping(calls, bridges, conferences),
            dialer,
            inbound,
        ),
        Doorkeeper(
            registrar,
            TrunkDirectory(store, box, trunk_resource(box)),
            sources_of_carriers,
            settings.base_domain,
            admits_plain_hosts=settings.dev,
        ),
        registrations,
        bans,
    )
    mailer = build_mailer(settings, store.clock)
    password_links = PasswordLinks(store, mailer, base_url)
    codes = CodeHasher(box.derive("signup codes"))
    lifecycle = CustomerLifecycle(
        store,
        SharedCustomerWork(
            CustomerWork(calls, activeflows, conferences),
            store,
            cluster.forwarder if cluster else None,
        ),
    )
    inventory = pool_inventory(settings.number_pool)
    life = LifeSign(settings.data_dir)
    return Engines(
        store=store,
        node=node,
        listener=listener,
        activeflows=activeflows,
        logic=logic,
        calls=calls,
        bridges=bridges,
        conferences=conferences,
        queues=queues,
        campaigns=Campaigns(calls, dialer, activeflows),
        conference_recorder=ConferenceRecorder(calls, recordings),
        conference_transcriber=ConferenceTranscriber(store, transcribes),
        dialer=dialer,
        toll_gate=toll_gate,
        explanation=DialingExplanation(store, toll_gate, carriers),
        bans=bans,
        sources=sources,
        groupcalls=groupcalls,
        transfers=Transfers(bridges, transferees),
        conference_transfers=conference_transfers,
        performer=performer,
        recorder=recorder,
        recordings=recordings,
        transcribes=transcribes,
        transcriber=transcriber,
        summaries=summaries,
        answers=Answers(llms, settings.summary_model),
        speakings=Speakings(store, TalkClient(gate.audio_access), SpokenTexts(speech_engine)),
        aicalls=aicalls,
        call_aicalls=call_aicalls,
        gate=gate,
        external_medias=external_medias,
        blobs=blobs,
        files=files,
        sweep=FileSweep(files, blobs, store.clock),
        registrar=registrar,
        inventory=inventory,
        speech=speech,
        speech_engine=speech_engine,
        egress=egress,
        webhooks=webhooks,
        messages=messages,
        message_performer=message_performer,
        hooks=provider_hooks(messages, settings),
        links=links,
        mailer=mailer,
        emails=emails,
        email_hooks=build_email_hooks(store, settings),
        signups=Signups(store, mailer, password_links, base_url, codes),
        password_links=password_links,
        revocation=Revocation(store),
        lifecycle=lifecycle,
        jobs=[
            *build_jobs(
                store,
                lifecycle,
                recordings,
                SoundSweep(
                    [settings.data_dir / "audio", settings.data_dir / "prompts"], store.clock
                ),
                EventRetention(store, settings.event_kept_us),
                history,
                conferences,
                inventory,
                life,
                webhooks.retention,
                leases,
            ),
            Periodic(_AT_PROVIDERS, REGISTER_EVERY_S, registrations.sync),
            Periodic("tell media nodes of bans", BANS_EVERY_S, bans.sync),
        ],
        registrations=registrations,
        spending=spending,
        life=life,
        is_shared=leases is not None,
    )
