"""All channels of a node: how they come to be, are found and go."""

import asyncio
from functools import partial
from typing import Final
from uuid import uuid4

import structlog

from voipbin.media.node.capture import Capture
from voipbin.media.node.channel import Channel
from voipbin.media.node.dial import build_invite
from voipbin.media.node.errors import BadCommand, ChannelNotFound, CommandFailed
from voipbin.media.node.events import EventLog
from voipbin.media.node.line import Line, choose_codecs, default_codecs
from voipbin.media.node.mixers import Mixers
from voipbin.media.node.playback import SoundCache
from voipbin.media.node.security_policy import SecurityPolicy
from voipbin.media.node.settings import NodeSettings
from voipbin.media.node.state import ChannelState
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.sip import (
    Codec,
    IncomingCall,
    OutgoingInvite,
    Security,
    Session,
    SipEndpoint,
)
from voipbin.media.v1 import node_pb2

log = structlog.get_logger(__name__)

WATCH_S = 1.0


class Exchange:
    """Owns the channels; created once per node, after its endpoint and engine."""

    def __init__(
        self,
        settings: NodeSettings,
        endpoint: SipEndpoint,
        engine: RtpEngine,
        events: EventLog,
        capture: Capture,
    ) -> None:
        self.media_timeout_s = settings.media_timeout_s
        """An answered party silent this long is given up; 0 for never."""
        self._settings = settings
        self._security = SecurityPolicy(settings.srtp)
        self._endpoint = endpoint
        self._engine = engine
        self._events = events
        self._sounds = SoundCache()
        self._capture = capture
        self._channels: dict[str, Channel] = {}
        self.mixers: Final = Mixers(engine.pacer, self._sounds, events)
        self._watch = asyncio.get_running_loop().call_later(WATCH_S, self._watch_media)

    @property
    def channel_ids(self) -> list[str]:
        """Channels alive now."""
        return list(self._channels)

    def channel(self, channel_id: str) -> Channel:
        """The channel of that id.

        Raises:
            ChannelNotFound: there is none.
        """
        channel = self._channels.get(channel_id)
        if channel is None:
            raise ChannelNotFound(f"channel_id: no channel {channel_id!r}")
        return channel

    def find(self, channel_id: str) -> Channel | None:
        """The channel of that id, None when there is none."""
        return self._channels.get(channel_id)

    def originate(self, channel_id: str, command: node_pb2.Originate) -> None:
        """Call somebody.

        Raises:
            BadCommand: a field is malformed or the channel id is taken.
            CommandFailed: no RTP port is free.
        """
        if not channel_id or channel_id in self._channels:
            raise BadCommand(f"channel_id: {channel_id!r} is empty or in use")
        try:
            security = self._security.of_call(command.request_uri, command.next_hop)
            codecs = choose_codecs(list(command.codecs), default_codecs(security))
        except ValueError as error:
            raise BadCommand(f"originate.{error}") from None
        try:
            line = self._open_line(codecs, security)
        except ValueError as error:
            raise CommandFailed(str(error)) from None
        try:
            own_host = self._settings.own_host
            invite = build_invite(
                command,
                line.offer,
                own_host,
                self._endpoint.addresses,
                srtp_optional=self._security.optional,
                srtp_on_demand=self._security.on_demand,
                srtp_only_on_tls=self._security.only_on_tls,
            )
            channel = self._add(channel_id, command.call_id, line, incoming=False)
            self._start(channel, invite)
        except Exception:
            line.close()
            raise
        if command.max_duration_ms:
            channel.limit_duration(command.max_duration_ms)

    def incoming(self, call: IncomingCall, event: node_pb2.Incoming) -> None:
        """Take a call somebody makes to us; without a free port it is refused."""
        try:
            security = call.offered_security
            line = self._open_line(choose_codecs([], default_codecs(security)), security)
        except CommandFailed as error:
            log.error("incoming call refused", error=str(error))
            call.reject(503)
            return
        except ValueError as error:
            log.warning("incoming call refused", error=str(error))
            call.reject(488)
            return
        channel = self._add(str(uuid4()), "", line, incoming=True)
        channel.adopt(call)
        self._capture.claim(call.call_id, channel.channel_id)
        call.observer = channel.observe
        if call.replaces is not None:
            event.replaces_channel_id = self._channel_of(call.replaces)
        self._events.append(node_pb2.ChannelEvent(channel_id=channel.channel_id, incoming=event))

    def hang_up_all(self) -> None:
        """End every call."""
        for channel in list(self._channels.values()):
            if channel.state is not ChannelState.ENDED:
                channel.hang_up()

    async def close(self, timeout_s: float = 2.0) -> None:
        """Hang up everything and wait for the last events, a short while."""
        self._watch.cancel()
        channels = list(self._channels.values())
        self.hang_up_all()
        if channels:
            waiting = [asyncio.ensure_future(channel.closed.wait()) for channel in channels]
            _, late = await asyncio.wait(waiting, timeout=timeout_s)
            for task in late:
                task.cancel()
        self._capture.flush()
        await self.mixers.close_all()

    def _start(self, channel: Channel, invite: OutgoingInvite) -> None:
        try:
            session = self._endpoint.invite(invite, channel.observe)
        except ValueError as error:
            self._forget(channel)
            raise BadCommand(f"originate: {error}") from None
        channel.adopt(session)
        self._capture.claim(session.call_id, channel.channel_id)

    def _open_line(self, codecs: tuple[Codec, ...], security: Security) -> Line:
        try:
            host, other = self._settings.media_hosts
            return Line(self._engine, host, codecs, security, other_host=other)
        except OSError as error:
            raise CommandFailed(f"no RTP port: {error}") from None

    def _add(self, channel_id: str, call_id: str, line: Line, *, incoming: bool) -> Channel:
        channel = Channel(
            channel_id,
            call_id,
            line,
            events=self._events,
            pacer=self._engine.pacer,
            sounds=self._sounds,
            gone=self._forget,
            channel_of=self._channel_of,
            incoming=incoming,
        )
        self._channels[channel_id] = channel
        line.on_rtcp = partial(self._capture.rtcp, channel_id)
        return channel

    def _channel_of(self, session: Session) -> str:
        """The id of the channel of a session; "" when it has none."""
        channels = self._channels.values()
        return next((one.channel_id for one in channels if one.session is session), "")

    def _forget(self, channel: Channel) -> None:
        channel.sound.close()
        self._channels.pop(channel.channel_id, None)
        self._capture.release(channel.channel_id)

    def _watch_media(self) -> None:
        loop = asyncio.get_running_loop()
        self._watch = loop.call_later(WATCH_S, self._watch_media)
        timeout_s = self.media_timeout_s
        for channel in list(self._channels.values()):
            if channel.line.failed or (timeout_s and channel.silent_for_s() > timeout_s):
                log.info("no media", channel_id=channel.channel_id)
                channel.give_up("media")
