"""Commands of the core: which message does what to a channel."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from voipbin.media.node.bans import Bans
from voipbin.media.node.bridge import connect
from voipbin.media.node.channel import Channel
from voipbin.media.node.command_log import CommandLog
from voipbin.media.node.errors import BadCommand, CommandError
from voipbin.media.node.exchange import Exchange
from voipbin.media.node.registrations import Registrations
from voipbin.media.v1 import node_pb2

log = structlog.get_logger(__name__)

Work = Coroutine[Any, Any, None]
Handler = Callable[[Channel, Any], Work | None]


class CommandExecutor:
    """Carries commands out and puts their results into the log; never raises."""

    def __init__(
        self, exchange: Exchange, results: CommandLog, registrations: Registrations, bans: Bans
    ) -> None:
        self._bans = bans
        self._exchange = exchange
        self._registrations = registrations
        self._results = results
        self._tasks: set[asyncio.Task[None]] = set()
        self._handlers: dict[str, Handler] = {
            "ring": lambda channel, _: channel.ring(),
            "early_media": lambda channel, _: channel.send_early_media(),
            "answer": lambda channel, command: channel.answer(command.max_duration_ms),
            "hang_up": lambda channel, command: channel.hang_up(command.cause, command.sip_status),
            "play": lambda channel, command: channel.audio.play(command),
            "stop_play": lambda channel, command: channel.audio.stop_play(command.playback_id),
            "send_digits": lambda channel, command: channel.audio.send_digits(command),
            "start_record": lambda channel, command: channel.audio.start_record(command),
            "stop_record": lambda channel, command: channel.audio.stop_record(command.recording_id),
            "bridge": self._bridge,
            "join": self._exchange.mixers.join,
            "unbridge": lambda channel, _: channel.unbridge(),
            "echo": lambda channel, command: channel.audio.echo(command.on, command.digits),
            "mute": lambda channel, command: channel.audio.mute(
                said=getattr(command, "in"), heard=command.out
            ),
            "hold": lambda channel, command: channel.set_hold(command.on),
            "moh": lambda channel, command: channel.audio.set_moh(command.on, command.wanted_by),
            "detect_machine": lambda channel, command: channel.audio.detect_machine(
                command.detection_id
            ),
            "refer_progress": lambda channel, command: channel.referrals.progress(command),
            "silence": lambda channel, command: channel.audio.set_silence(command.on),
        }

    def execute(self, command: node_pb2.Command) -> None:
        """Carry one command out."""
        try:
            work = self._start(command)
        except Exception as error:
            self._finish(command, error)
            return
        if work is None:
            self._finish(command, None)
            return
        task = asyncio.create_task(self._await(command, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _start(self, command: node_pb2.Command) -> Work | None:
        kind = command.WhichOneof("command")
        if not command.command_id:
            raise BadCommand("command_id: empty")
        if kind is None:
            raise BadCommand("command: none of the known ones is set")
        if kind == "originate":
            self._exchange.originate(command.channel_id, command.originate)
            return None
        if kind == "set_registrations":
            return self._registrations.set(command.set_registrations)
        if kind == "set_bans":
            self._bans.set(command.set_bans)
            return None
        if command.bridge_id:
            self._exchange.mixers.execute(command.bridge_id, kind, getattr(command, kind))
            return None
        if kind not in self._handlers:
            raise BadCommand(f"{kind}: needs a bridge_id")
        channel = self._exchange.channel(command.channel_id)
        return self._handlers[kind](channel, getattr(command, kind))

    async def _await(self, command: node_pb2.Command, work: Work) -> None:
        try:
            await work
        except Exception as error:
            self._finish(command, error)
        else:
            self._finish(command, None)

    def _finish(self, command: node_pb2.Command, error: Exception | None) -> None:
        result = node_pb2.CommandResult(command_id=command.command_id)
        if error is not None:
            result.error = error.code if isinstance(error, CommandError) else CommandError.code
            result.message = str(error) or type(error).__name__
            if not isinstance(error, CommandError):
                log.error("command failed", command_id=command.command_id, exc_info=error)
        self._results.finish(result)

    def _bridge(self, channel: Channel, command: node_pb2.Bridge) -> None:
        connect(command.bridge_id, channel, self._exchange.channel(command.peer_channel_id))
