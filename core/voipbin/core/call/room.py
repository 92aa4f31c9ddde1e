"""Making, watching, changing and ending calls."""

import asyncio
from typing import Any

from google.protobuf.message import Message

from voipbin.core.call import playback
from voipbin.core.call.address import Address
from voipbin.core.call.audio_gate import AudioGate
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.dialled import CallRequest
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CALL, CallRow
from voipbin.core.call.performer import CallPerformer
from voipbin.core.call.prompts import PromptError, TextToSpeech
from voipbin.core.call.recorder import CallRecorder
from voipbin.core.call.source import Sources
from voipbin.core.context import Context
from voipbin.core.contract import codec, spelling
from voipbin.core.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    Unavailable,
    VoipbinError,
)
from voipbin.core.flow.plan import check_flow_reference, flow_to_run
from voipbin.core.flow_engine import SetVariables
from voipbin.core.groupcall.model import GROUPCALL
from voipbin.core.ids import new_id
from voipbin.core.node.link import CommandFailed
from voipbin.core.recording.options import RecordingOptions
from voipbin.core.recording.variables import recording_variables
from voipbin.core.room import Room
from voipbin.media.v1 import node_pb2
from voipbin.v1 import call_pb2

_ANSWER_WAIT_S = 10.0
_DONE = call_pb2.CallOperationResponse


class CallRoom(Room[CallRow]):
    """Serves CallService."""

    resource = CALL

    def __init__(
        self,
        calls: Calls,
        dialer: Dialer,
        performer: CallPerformer,
        recorder: CallRecorder,
        speech: TextToSpeech,
        sources: Sources,
        gate: AudioGate,
    ) -> None:
        self._calls = calls
        self._dialer = dialer
        self._performer = performer
        self._recorder = recorder
        self._speech = speech
        self._sources = sources
        self._gate = gate

    async def create_calls(self, request: Any, ctx: Context) -> Message:
        """Calls every destination that can be called.

        Raises:
            VoipbinError: of the only destination, or of the first when none can be called.
        """
        source: Address = codec.to_json(request.source)
        destinations = [codec.to_json(entry) for entry in request.destinations]
        plan = await flow_to_run(ctx, request.flow_id, request.actions)
        await self._sources.check(ctx.customer_id, source, destinations)
        wanted = CallRequest(ctx.customer_id, source, plan, names_source=True)
        answer = call_pb2.CreateCallsResponse()
        refusals: list[VoipbinError] = []
        for index, destination in enumerate(destinations):
            try:
                dialled = await self._dialer.dial(wanted, destination, f"destinations[{index}]")
            except VoipbinError as error:
                refusals.append(error)
                continue
            if dialled.groupcall is not None:
                answer.groupcalls.append(GROUPCALL.to_message(dialled.groupcall))
            else:
                answer.calls.extend(CALL.to_message(live.row) for live in dialled.calls)
        if refusals and not answer.calls and not answer.groupcalls:
            raise refusals[0]
        return answer

    async def delete_call(self, request: Any, ctx: Context) -> Message:
        """Hangs up when needed and deletes."""
        row = await self._row(request, ctx)
        live = self._calls.get(row.id)
        if live is not None:
            await self._calls.hang_up(live)
            await _within(live.over.wait(), "the call did not end in time")
        return await self.delete(request, ctx)

    async def hangup_call(self, request: Any, ctx: Context) -> Message:
        """Ends it; a call that is being ended is returned as it is."""
        row = await self._row(request, ctx)
        live = self._calls.get(row.id)
        if live is None:
            return CALL.to_message(row)  # type: ignore[no-any-return]
        await self._calls.hang_up(live)
        return CALL.to_message(live.row)  # type: ignore[no-any-return]

    async def hold_call(self, request: Any, ctx: Context) -> Message:
        """Holds the party."""
        return await self._command(request, ctx, hold=node_pb2.SetHold(on=True))

    async def unhold_call(self, request: Any, ctx: Context) -> Message:
        """Takes the party off hold."""
        return await self._command(request, ctx, hold=node_pb2.SetHold(on=False))

    async def start_call_moh(self, request: Any, ctx: Context) -> Message:
        """Plays music."""
        return await self._command(request, ctx, moh=node_pb2.SetMoh(on=True))

    async def stop_call_moh(self, request: Any, ctx: Context) -> Message:
        """Stops the music."""
        return await self._command(request, ctx, moh=node_pb2.SetMoh(on=False))

    async def silence_call(self, request: Any, ctx: Context) -> Message:
        """Sends silence."""
        return await self._command(request, ctx, silence=node_pb2.SetSilence(on=True))

    async def unsilence_call(self, request: Any, ctx: Context) -> Message:
        """Stops sending silence."""
        return await self._command(request, ctx, silence=node_pb2.SetSilence(on=False))

    async def mute_call(self, request: Any, ctx: Context) -> Message:
        """Mutes what is asked for besides what is muted already."""
        live = await self._live(request, ctx)
        wanted = _muted(_direction(request)) | _muted(live.row.mute_direction, "")
        return await self._mute(live, wanted)

    async def unmute_call(self, request: Any, ctx: Context) -> Message:
        """Unmutes what is asked for."""
        live = await self._live(request, ctx)
        wanted = _muted(live.row.mute_direction, "") - _muted(_direction(request))
        return await self._mute(live, wanted)

    async def talk_call(self, request: Any, ctx: Context) -> Message:
        """Speaks to the party; a prompt of its flow is held back meanwhile, then goes on."""
        live = await self._live(request, ctx)
        try:
            path = await self._speech.speak(
                request.text,
                language=request.language or "en-US",
                provider=request.provider,
                voice_id=request.voice_id,
                gender="",
            )
        except ValueError as error:
            raise InvalidArgument.of([("text", str(error).removeprefix("text: "))]) from None
        except PromptError as error:
            raise Unavailable(str(error), reason="SPEECH_UNAVAILABLE") from None
        await self._answered(live)
        await _carried_out(
            playback.play(
                self._calls, live, new_id(), playback.files([path]), _nothing, in_front=True
            )
        )
        return _DONE()

    async def start_call_recording(self, request: Any, ctx: Context) -> Message:
        """Starts recording."""
        live = await self._live(request, ctx)
        async with ctx.reading() as connection:
            await check_flow_reference(
                connection, live.row.customer_id, "on_end_flow_id", request.on_end_flow_id
            )
        options = RecordingOptions(
            end_of_silence_s=request.end_of_silence,
            end_of_key=request.end_of_key,
            duration_s=request.duration,
            on_end_flow_id=request.on_end_flow_id,
        )
        row = await self._recorder.start(live, options)
        if live.run is not None:  # its flow may speak of it, as if it had begun it itself
            live.run.feed(SetVariables(recording_variables(row)))
        return CALL.to_message(live.row)  # type: ignore[no-any-return]

    async def stop_call_recording(self, request: Any, ctx: Context) -> Message:
        """Stops recording."""
        live = await self._live(request, ctx)
        await self._recorder.stop(live)
        return CALL.to_message(live.row)  # type: ignore[no-any-return]

    async def stream_call_media(self, request: Any, ctx: Context) -> Message:
        """Tells where the audio of a live call is streamed."""
        live = await self._live(request, ctx)
        access = self._gate.ticket(ctx.caller, live.id)
        return call_pb2.StreamCallMediaResponse(address=access.address, token=access.token)

    async def batch_list_calls_by_number(self, request: Any, ctx: Context) -> Message:
        """The newest calls from and to each of several numbers."""
        numbers = [number for number in request.numbers if number]
        async with ctx.reading() as connection:
            rows = await ctx.own(CALL, connection).newest_for_each(
                "peer_number", numbers, request.page_size
            )
        found = [{"number": row.peer_number, "call": CALL.arguments(row)} for row in rows]
        return call_pb2.BatchListCallsByNumberResponse(result=found)

    async def _row(self, request: Any, ctx: Context) -> CallRow:
        async with ctx.reading() as connection:
            return await ctx.by_id(CALL, connection).get(request.id)

    async def _live(self, request: Any, ctx: Context) -> LiveCall:
        row = await self._row(request, ctx)
        live = self._calls.get(row.id)
        if live is None:
            raise FailedPrecondition(
                f"call {row.id} is over ({row.status})", reason="CALL_ALREADY_HUNG_UP"
            )
        return live

    async def _command(self, request: Any, ctx: Context, **command: Any) -> Message:
        live = await self._live(request, ctx)
        await _carried_out(self._calls.media.command(live.channel_id, **command))
        return _DONE()

    async def _mute(self, live: LiveCall, wanted: frozenset[str]) -> Message:
        direction = "both" if len(wanted) == 2 else next(iter(wanted), "")
        await _carried_out(self._performer.mute(live, direction))
        return _DONE()

    async def _answered(self, live: LiveCall) -> None:
        if live.row.is_answered:
            return
        if live.row.direction == "outgoing":
            raise FailedPrecondition(
                f"call {live.id} is {live.row.status}: the party has not answered",
                reason="CALL_NOT_PROGRESSING",
            )
        await _carried_out(self._calls.answer(live))
        await _within(live.answered.wait(), "the call could not be answered in time")


def _direction(request: Any) -> str:
    field = request.DESCRIPTOR.fields_by_name["direction"]
    return spelling.word(field.enum_type, request.direction)


def _muted(direction: str, both: str = "both") -> frozenset[str]:
    """The set of muted ways; "" in a request means both."""
    word = direction or both
    return frozenset({"in", "out"}) if word == "both" else frozenset(filter(None, [word]))


async def _carried_out(command: Any) -> None:
    try:
        await command
    except CommandFailed as error:
        if error.error in ("NODE_LOST", "FAILED"):
            raise Unavailable(error.message, reason="MEDIA_UNAVAILABLE") from None
        if error.error == "PARTY_REFUSED":
            raise FailedPrecondition(
                f"the party does not want to: {error.message}", reason="CALL_PARTY_REFUSED"
            ) from None
        if error.error == "PARTY_SILENT":
            raise DeadlineExceeded(
                f"the party does not answer: {error.message}", reason="CALL_PARTY_SILENT"
            ) from None
        raise FailedPrecondition(
            f"not possible in this state of the call: {error.message}", reason="CALL_WRONG_STATE"
        ) from None


async def _within(waiting: Any, complaint: str) -> None:
    try:
        async with asyncio.timeout(_ANSWER_WAIT_S):
            await waiting
    except TimeoutError:
        raise Unavailable(complaint, reason="MEDIA_UNAVAILABLE") from None


async def _nothing(_event: node_pb2.PlaybackFinished) -> None:
    """Nobody waits for the end."""


class ServiceAgentCallRoom(Room[CallRow]):
    """Serves ServiceAgentCallService: the calls of the agent itself."""

    resource = CALL

    def narrowed(self, ctx: Context) -> tuple[Any, ...]:
        """Only calls the caller owns, whatever its permission."""
        return (CALL.table.c.owner_id == ctx.caller.id,)
