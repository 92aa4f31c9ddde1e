"""A whole media node: SIP endpoint, RTP engine, channels, control service and audio stream."""

import time
from pathlib import Path
from uuid import uuid4

import grpc
import structlog

from voipbin.media.node.audio_stream import AudioStreams
from voipbin.media.node.bans import Bans
from voipbin.media.node.capture import Capture
from voipbin.media.node.command_log import CommandLog
from voipbin.media.node.commands import CommandExecutor
from voipbin.media.node.control import NodeControl
from voipbin.media.node.core_link import CoreLink
from voipbin.media.node.credentials import Credentials
from voipbin.media.node.events import EventLog
from voipbin.media.node.exchange import Exchange
from voipbin.media.node.front import Front
from voipbin.media.node.registrations import Registrations
from voipbin.media.node.settings import NodeSettings
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.rtp.ports import PortRange
from voipbin.media.sip import EndpointConfig, HostPort, SipEndpoint
from voipbin.media.sip.source_guard import SourceGuard
from voipbin.media.sip.transport import DnsNames
from voipbin.media.v1 import audio_pb2_grpc, node_pb2, node_pb2_grpc

log = structlog.get_logger(__name__)

FAREWELL_S = 1.0
"""How long clients may take to read the last messages."""

_AUDIO_OPTIONS = (
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.so_reuseport", 0),
)


class MediaNode:
    """Start it, let a core attach, close it. Lives in the event loop it was made in."""

    def __init__(self, settings: NodeSettings) -> None:
        """Nothing is bound before `start`."""
        self.node_id = str(uuid4())
        self.audio_address = ""
        """Where the public audio stream is bound, `host:port`; set by `start`."""
        self._settings = settings
        self._link = CoreLink(settings.query_timeout_s)
        self._events = EventLog(settings.event_log_size)
        credentials = Credentials(self._link, settings.credential_cache_s)
        self._front = Front(self._link, credentials)
        capture = Capture(self._events)
        config = _endpoint_config(settings)
        guard = SourceGuard(settings.guard, time.monotonic)
        self._bans = Bans(guard, self._events)
        asked = None if settings.nameserver is None else HostPort(*settings.nameserver)
        self._endpoint = SipEndpoint(
            config, self._front, trace=capture.trace, guard=guard, names=DnsNames(asked)
        )
        host, other = settings.rtp_binding
        self._engine = RtpEngine(host, PortRange(*settings.rtp_ports), other_host=other)
        self.exchange = Exchange(settings, self._endpoint, self._engine, self._events, capture)
        self._front.take = self.exchange.incoming
        self._control = self._make_control()
        self._control_server = grpc.aio.server()
        self._audio_server = grpc.aio.server(options=_AUDIO_OPTIONS)

    @property
    def control_address(self) -> str:
        """Where a core attaches."""
        return self._settings.control

    @property
    def sip_addresses(self) -> list[str]:
        """`udp:host:port`, `tcp:host:port`; IPv6 in brackets."""
        addresses = self._endpoint.addresses
        return [f"{item.transport}:{HostPort(item.host, item.port)}" for item in addresses]

    async def start(self) -> None:
        """Bind everything.

        Raises:
            OSError: an address cannot be bound; nothing stays open.
        """
        try:
            await self._endpoint.start()
            await self._serve_audio()
            await self._serve_control()
        except BaseException:
            await self.close()
            raise
        log.info("ready", node_id=self.node_id, sip=self.sip_addresses, audio=self.audio_address)

    def renew_certificates(self) -> None:
        """Use certificates that have changed."""
        self._endpoint.renew_certificates()

    async def close(self) -> None:
        """Hang up all calls, say the last events and close everything; may be called twice."""
        await self.exchange.close()
        await self._audio_server.stop(FAREWELL_S)
        await self._endpoint.close()
        self._control.close()
        await self._control_server.stop(FAREWELL_S)
        self._engine.close()

    def _make_control(self) -> NodeControl:
        commands = CommandLog(self._settings.command_log_size)
        registrations = Registrations(self._endpoint, self._events)
        return NodeControl(
            welcome=self._welcome,
            execute=CommandExecutor(self.exchange, commands, registrations, self._bans).execute,
            give_up=self.exchange.hang_up_all,
            commands=commands,
            events=self._events,
            link=self._link,
        )

    def _welcome(self) -> node_pb2.Welcome:
        return node_pb2.Welcome(
            node_id=self.node_id,
            sip_addresses=self.sip_addresses,
            audio_address=self.audio_address,
            channel_ids=self.exchange.channel_ids,
        )

    async def _serve_audio(self) -> None:
        settings = self._settings
        streams = AudioStreams(self.exchange, self._link, settings.max_streams_per_call)
        audio_pb2_grpc.add_AudioServiceServicer_to_server(streams, self._audio_server)
        wanted = HostPort(settings.audio_host, settings.audio_port)
        port = _bind(self._audio_server, str(wanted))
        await self._audio_server.start()
        self.audio_address = str(wanted._replace(port=port))

    async def _serve_control(self) -> None:
        node_pb2_grpc.add_NodeServiceServicer_to_server(self._control, self._control_server)
        _bind(self._control_server, self._settings.control)
        _protect(self._settings.control)
        await self._control_server.start()


def _bind(server: grpc.aio.Server, address: str) -> int:
    try:
        port = server.add_insecure_port(address)
    except RuntimeError as error:
        raise OSError(f"cannot listen on {address}: {error}") from None
    if not port:
        raise OSError(f"cannot listen on {address}")
    return port


def _protect(control: str) -> None:
    """Whoever can open the control socket commands every call: let only its owner."""
    if control.startswith("unix:"):
        Path(control.removeprefix("unix:")).chmod(0o600)


def _endpoint_config(settings: NodeSettings) -> EndpointConfig:
    return EndpointConfig(
        listen=settings.listen,
        advertised_hosts=settings.public_addresses,
        server_patience_s=settings.server_patience_s,
    )
