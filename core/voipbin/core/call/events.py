"""What media nodes tell of channels, told on to calls."""

import structlog

from voipbin.core.call.admission import Doorkeeper
from voipbin.core.call.audio_gate import AudioGate
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.inbound import InboundRouter
from voipbin.core.call.live import LiveCall
from voipbin.core.call.recorder import CallRecorder
from voipbin.core.call.referrals import Referrals
from voipbin.core.extension.registrar import Registrar
from voipbin.core.provider.registrations import ProviderRegistrations
from voipbin.core.recording.service import RecordingService
from voipbin.core.sip_ban.bans import SipBans
from voipbin.core.timeline.history import SipHistory
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)


class NodeEvents:
    """Listens to a media node."""

    def __init__(
        self,
        calls: Calls,
        inbound: InboundRouter,
        registrar: Registrar,
        recorder: CallRecorder,
        recordings: RecordingService,
        gate: AudioGate,
        history: SipHistory,
        bridges: Bridges,
        referrals: Referrals,
        doorkeeper: Doorkeeper,
        registrations: ProviderRegistrations,
        bans: SipBans,
    ) -> None:
        self._bans = bans
        self._referrals = referrals
        self._bridges = bridges
        self._calls = calls
        self._inbound = inbound
        self._registrar = registrar
        self._recorder = recorder
        self._recordings = recordings
        self._gate = gate
        self._history = history
        self._doorkeeper = doorkeeper
        self._registrations = registrations

    async def on_event(self, event: node_pb2.ChannelEvent) -> None:
        """Handles one event."""
        kind = event.WhichOneof("event")
        if kind == "incoming":
            self._calls.spawn(self._inbound.arrive(event.channel_id, event.incoming))
            return
        if kind == "record_started":
            await self._recordings.started(event.record_started.recording_id, event.tm_us)
            return
        if kind == "record_finished":
            done = event.record_finished
            await self._recordings.finished(
                done.recording_id, done.duration_ms, done.reason, event.tm_us
            )
            return
        if kind == "captured":
            await self._history.captured(event)
            return
        if kind == "registration_changed":
            await self._registrations.changed(event.registration_changed)
            return
        if kind == "source_banned":
            await self._bans.seen(event.source_banned)
            return
        live = self._calls.by_channel(event.channel_id)
        if live is None:
            self._inbound.gone(event)
            return
        await self._on_call(live, kind or "", event)

    async def _on_call(self, live: LiveCall, kind: str, event: node_pb2.ChannelEvent) -> None:
        match kind:
            case "progress":
                if event.progress.sip_status == 180:
                    await self._calls.rang(live, event.tm_us)
                live.is_heard_early |= event.progress.early_media
                if event.progress.sip_status == 180 or live.is_heard_early:
                    await self._calls.early(live)
                if event.progress.early_media:
                    await self._bridges.heard_early(live)
            case "connected":
                await self._calls.answered(live, event.tm_us)
            case "digit":
                self._calls.pressed(live, event.digit.digit, event.digit.duration_ms)
            case "playback_finished":
                ended = live.playbacks.pop(event.playback_finished.playback_id, None)
                if ended is not None:
                    await ended(event.playback_finished)
            case "machine_detected":
                if live.detection is not None:
                    await live.detection(event.machine_detected)
            case "digits_sent":
                sent = live.digits_ends.pop(event.digits_sent.digits_id, None)
                if sent is not None:
                    sent()
            case "remote_hold":
                await self._bridges.held(live, event.remote_hold.on)
            case "referred":
                self._calls.spawn(self._referrals.referred(live, event.referred))
            case "hung_up":
                await self._calls.over(live, event.hung_up)
                await self._history.measured(live, event.hung_up)
            case _:
                _log.debug("media event", event_kind=kind, call_id=live.id)

    async def on_query(self, query: node_pb2.Query) -> node_pb2.Answer:
        """Answers one question."""
        answer = node_pb2.Answer(query_id=query.query_id)
        match query.WhichOneof("query"):
            case "credential":
                credential = await self._doorkeeper.credential(query.credential)
                if credential is not None:
                    answer.credential.CopyFrom(credential)
            case "admit":
                answer.admitted.CopyFrom(await self._doorkeeper.admit(query.admit))
            case "register":
                answer.registered.CopyFrom(await self._registrar.register(query.register))
            case "stream":
                grant = await self._gate.admit(query.stream)
                if grant is not None:
                    answer.stream.CopyFrom(grant)
        return answer

    async def on_lost(self) -> None:
        """Every channel is gone: recordings are mended and calls end, as after a hangup."""
        try:
            await self._recorder.node_lost()
        finally:
            await self._calls.all_lost()
