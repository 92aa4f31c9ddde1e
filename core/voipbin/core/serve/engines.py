"""The working parts of the core, wired to each other."""

from collections.abc import Callable
from dataclasses import dataclass

from voipbin.core.activeflow.logic import LogicPerformer
from voipbin.core.activeflow.service import Activeflows
from voipbin.core.auth.authenticator import DatabaseAuthenticator
from voipbin.core.auth.one_time_token import CodeHasher
from voipbin.core.auth.password_links import PasswordLinks
from voipbin.core.auth.signup import Signups
from voipbin.core.call.address import Addresses, Provider
from voipbin.core.call.audio_gate import AudioGate
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.carriers import Carriers
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.events import NodeEvents
from voipbin.core.call.inbound import InboundRouter
from voipbin.core.call.performer import CallPerformer
from voipbin.core.call.prompts import FetchedAudio
from voipbin.core.call.recorder import CallRecorder
from voipbin.core.call.sound_sweep import SoundSweep
from voipbin.core.call.sounds import Sounds
from voipbin.core.call.source import Sources
from voipbin.core.cluster.cluster import Cluster
from voipbin.core.cluster.customer_work import SharedCustomerWork
from voipbin.core.customer.lifecycle import CustomerLifecycle
from voipbin.core.customer.live_work import CustomerWork
from voipbin.core.egress import EgressClient
from voipbin.core.event.retention import EventRetention
from voipbin.core.extension.registrar import Registrar
from voipbin.core.extension.room import extension_resource
from voipbin.core.file.recorded import RecordedFiles
from voipbin.core.file.service import StoredFiles
from voipbin.core.file.sweep import FileSweep
from voipbin.core.files.links import FileLinks
from voipbin.core.files.opening import open_file_store
from voipbin.core.files.store import FileStore
from voipbin.core.flow_engine import Limits
from voipbin.core.groupcall.service import Groupcalls
from voipbin.core.mail.mailer import Mailer
from voipbin.core.node.process import NodeProcess
from voipbin.core.number.inventory import Inventory, pool_inventory
from voipbin.core.periodic import Periodic
from voipbin.core.recording.service import RecordingService
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.serve.jobs import build_jobs
from voipbin.core.serve.late import LateListener
from voipbin.core.serve.mail import build_mailer
from voipbin.core.serve.speech import AudioFiles, SpokenPrompts, mended_wav, speech_settings
from voipbin.core.settings import Settings
from voipbin.core.timeline.history import SipHistory
from voipbin.core.transcribe.audio_client import AudioClient
from voipbin.core.transcribe.media_speech import MediaSpeech
from voipbin.core.transcribe.recording_transcriber import RecordingTranscriber
from voipbin.core.transcribe.service import TranscribeService
from voipbin.core.unit_of_work import Store
from voipbin.media.speech import Speech

_LOOPBACK = ("127.0.0.0/8", "::1/128")


@dataclass(slots=True)
class Engines:
    """Everything that lives as long as the process."""

    store: Store
    node: NodeProcess
    listener: LateListener
    activeflows: Activeflows
    logic: LogicPerformer
    calls: Calls
    bridges: Bridges
    dialer: Dialer
    sources: Sources
    groupcalls: Groupcalls
    performer: CallPerformer
    recorder: CallRecorder
    recordings: RecordingService
    transcribes: TranscribeService
    transcriber: RecordingTranscriber
    gate: AudioGate
    blobs: FileStore
    files: StoredFiles
    sweep: FileSweep
    registrar: Registrar
    inventory: Inventory
    speech: SpokenPrompts
    speech_engine: Speech
    egress: EgressClient
    links: FileLinks
    mailer: Mailer
    signups: Signups
    password_links: PasswordLinks
    lifecycle: CustomerLifecycle
    jobs: list[Periodic]

    async def take_over(self) -> None:
        """Ends or goes on with what processes left behind that are no more."""
        await self.recorder.recover()
        await self.calls.recover()
        await self.transcribes.recover()
        await self.recordings.recover()
        await self.activeflows.recover()

    def begin(self) -> None:
        """Lets calls in and starts the jobs."""
        self.sweep.start()
        self.listener.open()
        for job in self.jobs:
            job.start()

    async def close(self, grace_s: float) -> None:
        """Hangs up, writes what is left, ends the workers."""
        for job in self.jobs:
            await job.close()
        await self.calls.hang_up_all(grace_s)
        await self.transcribes.close()
        await self.node.close(grace_s)
        await self.recordings.close()
        await self.sweep.close()
        await self.files.close()
        await self.calls.close()
        await self.activeflows.close()
        await self.logic.close()
        await self.speech_engine.aclose()
        await self.egress.close()
        await self.password_links.close()
        await self.mailer.close()


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
    egress = EgressClient(_allowed_networks(settings))
    activeflows = Activeflows(store, Limits(max_actions=settings.max_flow_actions))
    listener = LateListener()
    node = NodeProcess(settings, listener)
    calls = Calls(store, activeflows, node, settings.max_call_s)
    registrar = Registrar(
        store, box, extension_resource(box), settings.base_domain, default_customer_id
    )
    dialer = Dialer(
        calls,
        activeflows,
        Addresses(
            store,
            registrar,
            Carriers(store, _provider(settings)),
            allow_loopback=settings.dev,
        ),
        settings,
    )
    blobs = open_file_store(settings)
    links = FileLinks(box.derive("file links"), base_url, store.clock)
    files = StoredFiles(store, blobs, links, settings.storage_quota_bytes)
    recordings = RecordingService(store, blobs, activeflows, repair=mended_wav)
    RecordedFiles(files, recordings)
    recorder = CallRecorder(calls, recordings)
    gate = AudioGate(calls, authenticator, lambda: node.audio_address)
    speech_engine = Speech(speech_settings(settings))
    hearing = MediaSpeech(speech_engine, settings.stt_provider)
    transcribes = TranscribeService(store, AudioClient(gate.audio_access), hearing, activeflows)
    logic = LogicPerformer(store, egress)
    speech = SpokenPrompts(speech_engine, settings.tts_provider)
    bridges = Bridges(calls)
    sources = Sources(store, registrar)
    web = FetchedAudio(egress, AudioFiles(), settings.data_dir / "audio")
    performer = CallPerformer(
        calls,
        logic,
        bridges,
        dialer,
        recorder,
        recordings,
        transcribes,
        speech,
        Sounds(store, recordings, files, blobs, web),
        sources,
    )
    activeflows.use(logic, performer)
    history = SipHistory(store, calls, settings.sip_history_days)
    listener.target = NodeEvents(
        calls,
        InboundRouter(calls, activeflows, registrar, settings.base_domain),
        registrar,
        recorder,
        recordings,
        gate,
        history,
    )
    mailer = build_mailer(settings, store.clock)
    password_links = PasswordLinks(store, mailer, base_url)
    codes = CodeHasher(box.derive("signup codes"))
    lifecycle = CustomerLifecycle(
        store,
        SharedCustomerWork(CustomerWork(calls, activeflows), store, cluster and cluster.forwarder),
    )
    return Engines(
        store=store,
        node=node,
        listener=listener,
        activeflows=activeflows,
        logic=logic,
        calls=calls,
        bridges=bridges,
        dialer=dialer,
        sources=sources,
        groupcalls=Groupcalls(calls),
        performer=performer,
        recorder=recorder,
        recordings=recordings,
        transcribes=transcribes,
        transcriber=RecordingTranscriber(store, hearing, recordings),
        gate=gate,
        blobs=blobs,
        files=files,
        sweep=FileSweep(files, blobs, store.clock),
        registrar=registrar,
        inventory=pool_inventory(settings.number_pool),
        speech=speech,
        speech_engine=speech_engine,
        egress=egress,
        links=links,
        mailer=mailer,
        signups=Signups(store, mailer, password_links, base_url, codes),
        password_links=password_links,
        lifecycle=lifecycle,
        jobs=build_jobs(
            store,
            lifecycle,
            recordings,
            SoundSweep([settings.data_dir / "audio", settings.data_dir / "prompts"], store.clock),
            EventRetention(store, settings.event_kept_us),
            history,
            cluster.leases if cluster else None,
        ),
    )


def _provider(settings: Settings) -> Provider | None:
    if not settings.provider:
        return None
    return Provider(
        settings.provider.removeprefix("sip:"),
        settings.provider_username,
        settings.provider_password.get_secret_value(),
    )


def _allowed_networks(settings: Settings) -> list[str]:
    named = [entry.strip() for entry in settings.egress_allow.split(",") if entry.strip()]
    return [*named, *_LOOPBACK] if settings.dev else named
