"""The media process: `python -m voipbin.media.node`."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from voipbin.media.family import first_of_each
from voipbin.media.memory import begin, settle
from voipbin.media.node.logs import configure_logs
from voipbin.media.node.node import MediaNode
from voipbin.media.node.parent import ParentWatch
from voipbin.media.node.security_policy import CHOICES
from voipbin.media.node.settings import (
    NodeSettings,
    one_of_each,
    parse_host_port,
    parse_places,
    parse_port_range,
)
from voipbin.media.sip.config import TlsConfig
from voipbin.media.sip.websocket_path import WebSocketPaths

log = structlog.get_logger(__name__)

_PLACES = "HOST:PORT[,HOST:PORT]"
"""The second is of the other address family, IPv6 in brackets."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a node until SIGTERM, SIGINT or the death of the parent; the exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = settings_of(options)
    except ValueError as error:
        _parser().error(str(error))
    begin()
    writer = configure_logs(options.log_level)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            return runner.run(serve(settings, options.parent))
    finally:
        writer.close()


async def serve(settings: NodeSettings, parent_pid: int = 0) -> int:
    """Run a node until a signal; 0, or 1 when an address cannot be bound.

    Args:
        settings: of the node.
        parent_pid: process whose end ends us; 0 for none.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    node = MediaNode(settings)
    try:
        await node.start()
    except OSError as error:
        log.error("cannot start", error=str(error))
        return 1
    loop.add_signal_handler(signal.SIGHUP, node.renew_certificates)
    watch = ParentWatch(parent_pid, stop.set) if parent_pid else None
    settle()
    await stop.wait()
    log.info("stopping", calls=len(node.exchange.channel_ids))
    if watch is not None:
        watch.close()
    await node.close()
    if parent_pid and os.getppid() != parent_pid:
        _tidy_up_after_parent(settings.control)
    return 0


def _tidy_up_after_parent(control: str) -> None:
    """Removes the folder of the control socket: whoever made it was killed before it could."""
    folder = Path(control.removeprefix("unix:")).parent
    # What is not empty is not ours alone.
    with contextlib.suppress(OSError):
        folder.rmdir()


def settings_of(options: argparse.Namespace) -> NodeSettings:
    """Settings from parsed options.

    Raises:
        ValueError: an address or range is malformed; names the option.
    """
    sip = parse_places(options.sip, "--sip")
    if not sip:
        raise ValueError("--sip: '' is not host:port")
    sip_tls = parse_places(options.sip_tls, "--sip-tls")
    sip_ws = parse_places(options.sip_ws, "--sip-ws")
    rtp_hosts = [host.strip().strip("[]") for host in options.rtp_host.split(",") if host.strip()]
    audio_host, audio_port = parse_host_port(options.audio, "--audio")
    return NodeSettings(
        control=options.control,
        sip=sip,
        sip_tls=sip_tls,
        sip_ws=sip_ws,
        wss=options.wss,
        ws_paths=_ws_paths_of(options.ws_path),
        tls=_tls_of(options),
        srtp=options.srtp,
        audio_host=audio_host,
        audio_port=audio_port,
        rtp_hosts=one_of_each(rtp_hosts, "--rtp-host")
        or first_of_each(host for host, _ in (*sip, *sip_tls, *sip_ws)),
        rtp_ports=parse_port_range(options.rtp_ports, "--rtp-ports"),
        public_addresses=one_of_each(
            list(filter(None, map(str.strip, options.public_address.split(",")))),
            "--public-address",
        ),
        nameserver=(
            parse_host_port(options.nameserver, "--nameserver") if options.nameserver else None
        ),
        server_patience_s=options.server_patience,
        max_streams_per_call=options.max_streams_per_call,
        media_timeout_s=options.media_timeout,
    )


def _ws_paths_of(text: str) -> WebSocketPaths:
    try:
        return WebSocketPaths.parse(text)
    except ValueError as error:
        raise ValueError(f"--ws-path: {error}") from None


def _tls_of(options: argparse.Namespace) -> TlsConfig:
    if not options.tls_cert and (options.sip_tls or options.wss):
        raise ValueError("--tls-cert: is needed for --sip-tls and --wss")
    key = options.tls_key or options.tls_cert
    return TlsConfig(
        options.tls_cert, key, options.tls_ca, options.tls_verify, options.tls_wildcards
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m voipbin.media.node", description="SIP and RTP for the voipbin core."
    )
    add = parser.add_argument
    add("--control", required=True, help="where the core attaches, unix:/path")
    add("--sip", default="127.0.0.1:0", metavar=_PLACES, help="SIP over UDP and TCP")
    add("--sip-tls", default="", metavar=_PLACES, help="SIP over TLS; none if absent")
    add("--sip-ws", default="", metavar=_PLACES, help="SIP over WebSocket; none if absent")
    add("--ws-path", default="", metavar="[HOST=]/PATH,...", help="of servers; /ws if absent")
    add("--wss", action="store_true", help="WebSocket over TLS")
    add("--tls-cert", default="", metavar="FILE", help="PEM, our certificate and its chain")
    add("--tls-key", default="", metavar="FILE", help="PEM; the file of the certificate if absent")
    add("--tls-ca", default="", metavar="FILE", help="PEM, for servers; the system's if absent")
    add("--no-tls-verify", dest="tls_verify", action="store_false", help="believe any server")
    add("--tls-wildcards", action="store_true", help="*.example.com is sip.example.com, too")
    add("--srtp", default="tls", choices=CHOICES, help="calls offered with SRTP")
    add("--audio", default="127.0.0.1:0", metavar="HOST:PORT", help="public audio stream (gRPC)")
    add("--rtp-host", default="", metavar="HOST[,HOST]", help="of RTP; as SIP if absent")
    add("--rtp-ports", default="0-0", metavar="LOW-HIGH", help="0-0: any free port")
    add("--public-address", default="", metavar="ADDRESS[,ADDRESS]", help="of us, behind NAT")
    add("--nameserver", default="", metavar="HOST:PORT", help="DNS; the system's if absent")
    add("--server-patience", type=float, default=4.0, metavar="SECONDS", help="then the next one")
    add("--max-streams-per-call", type=int, default=16, metavar="N")
    add("--media-timeout", type=float, default=300.0, metavar="SECONDS", help="0: never")
    add("--parent", type=int, default=0, metavar="PID", help="stop when this is not our parent")
    add("--log-level", default="info", choices=("debug", "info", "warning", "error"))
    return parser


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    loop: type[asyncio.AbstractEventLoop] = uvloop.Loop
    return loop


if __name__ == "__main__":
    sys.exit(main())
