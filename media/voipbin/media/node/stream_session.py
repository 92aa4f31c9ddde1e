"""One audio stream on one channel: listens, talks, and speaks the protocol of audio.proto."""

import secrets
from typing import Final
from uuid import uuid4

from voipbin.media.audio.pcm import Pcm, frame_samples
from voipbin.media.node.carried_voices import CarriedVoices
from voipbin.media.node.errors import CommandError
from voipbin.media.node.hearing import Hearing, HearingApart
from voipbin.media.node.outbox import Outbox
from voipbin.media.node.stream_format import StreamFormat
from voipbin.media.node.stream_target import StreamTarget
from voipbin.media.node.talker import Talker
from voipbin.media.v1 import audio_pb2, node_pb2

Response = audio_pb2.StreamAudioResponse

DEFAULT_DIGIT_MS: Final = 160

_TO_PARTY = frozenset(
    {
        audio_pb2.AUDIO_DIRECTION_UNSPECIFIED,
        audio_pb2.AUDIO_DIRECTION_OUT,
        audio_pb2.AUDIO_DIRECTION_MIX,
        audio_pb2.AUDIO_DIRECTION_SEPARATE,
    }
)
_TO_OTHER_SIDE = frozenset(
    {
        audio_pb2.AUDIO_DIRECTION_IN,
        audio_pb2.AUDIO_DIRECTION_MIX,
        audio_pb2.AUDIO_DIRECTION_SEPARATE,
    }
)


class StreamSession:
    """State of one stream; its target calls it as a tap and an ear, the service as a client."""

    def __init__(
        self, start: audio_pb2.StartAudio, form: StreamFormat, target: StreamTarget
    ) -> None:
        self.stream_id: Final = str(uuid4())
        self._start = start
        self._form = form
        self._unpack = form.unpacker()
        self.resume_window_ms: Final = start.resume_window_ms
        self.resume_token: Final = secrets.token_urlsafe(24) if start.resume_window_ms else ""
        self.rate_hz: Final = form.sample_rate_hz
        self._target = target
        channel_hz = target.rate_for(form)
        self._separate = start.listen == audio_pb2.AUDIO_DIRECTION_SEPARATE
        lanes = 2 if self._separate and start.call_id else 1
        self.outbox: Final = Outbox(
            frame_ms=form.frame_ms,
            lanes=lanes,
            credit=start.initial_credit,
            resume_window_ms=start.resume_window_ms,
        )
        self._hearing = Hearing(start.listen, form, channel_hz, self.outbox.audio)
        self._apart = HearingApart(form, self.outbox.audio, self.outbox.widen)
        self._listens = start.listen != audio_pb2.AUDIO_DIRECTION_NONE
        self._talker = Talker(form, channel_hz)
        self.carried: Final = CarriedVoices(self.rate_hz) if start.links_members else None
        """What members at another node say, on a link to it."""
        self._members_wanted_there = False
        self._members_wanted_here = False
        self._to_party = start.talk in _TO_PARTY
        self._to_other_side = start.talk in _TO_OTHER_SIDE
        self._ticks = 0

    def is_of(self, start: audio_pb2.StartAudio) -> bool:
        """Whether another start names the same call or conference."""
        mine = self._start
        return (start.call_id, start.conference_id) == (mine.call_id, mine.conference_id)

    def started(self, *, resumed: bool = False) -> Response:
        """What the first message of a connection says; it is not one of the outbox."""
        form = self._form
        return Response(
            started=audio_pb2.Started(
                stream_id=self.stream_id,
                call_id=self._start.call_id,
                conference_id=self._start.conference_id,
                sample_rate_hz=form.sample_rate_hz,
                frame_bytes=0 if form.is_opus else form.frame_bytes,
                resume_token=self.resume_token,
                resumed=resumed,
            )
        )

    def open(self) -> None:
        """Let audio flow."""
        self._target.attach(self)

    def close(self) -> None:
        """Leave the target; may be called twice."""
        self._target.detach(self)

    # -- from the client --------------------------------------------------------------------

    def receive(self, request: audio_pb2.StreamAudioRequest) -> None:
        """Take one message after `start`.

        Raises:
            ValueError: it breaks the protocol; the stream has to end.
        """
        kind = request.WhichOneof("request")
        if kind == "audio":
            self._talk(request.audio)
        elif kind == "mark":
            played = self._talker.mark(request.mark.name)
            if played is not None:
                self.outbox.control(Response(played=played))
        elif kind == "clear":
            self._clear()
        elif kind == "dtmf":
            self._press(request.dtmf)
        elif kind == "credit":
            self.outbox.grant(request.credit.frames)
        elif kind == "members":
            self._link(request.members)
        else:
            raise ValueError("request: start again" if kind else "request: nothing is set")

    def _link(self, members: audio_pb2.Members) -> None:
        if self.carried is None:
            raise ValueError("members: the stream was started without links_members")
        self._members_wanted_there = members.wanted
        self._target.review()

    def _talk(self, frame: audio_pb2.AudioFrame) -> None:
        data = frame.data
        if frame.call_id:
            self._carry(frame.call_id, data)
            return
        if not (self._to_party or self._to_other_side):
            raise ValueError("audio: the stream was started with talk NONE")
        if self._unpack is not None:
            data = self._unpack(data)
        dropped = self._talker.push(data)
        if dropped:
            frames = -(-dropped // self._form.frame_bytes)
            self.outbox.control(Response(dropped=audio_pb2.Dropped(frames=frames, talk=True)))

    def _carry(self, call_id: str, data: bytes) -> None:
        if self.carried is None:
            raise ValueError("audio.call_id: the stream was started without links_members")
        if self._unpack is not None:
            data = self._unpack(data)
        expected = frame_samples(self.rate_hz) * self._form.sample_bytes
        if len(data) != expected:
            raise ValueError(f"audio.data: {len(data)} bytes of a member, not {expected}")
        self.carried.push(call_id, self._form.decode(data))

    def _clear(self) -> None:
        marks, cleared = self._talker.clear()
        for played in marks:
            self.outbox.control(Response(played=played))
        self.outbox.control(Response(cleared=cleared))

    def _press(self, dtmf: audio_pb2.Dtmf) -> None:
        command = node_pb2.SendDigits(
            digits=dtmf.digit, duration_ms=dtmf.duration_ms or DEFAULT_DIGIT_MS
        )
        if len(dtmf.digit) != 1:
            raise ValueError(f"dtmf.digit: {dtmf.digit!r} is not one digit")
        try:
            self._target.press(command)
        except CommandError as error:
            told = str(error).replace("send_digits.digits", "dtmf.digit")
            raise ValueError(told.replace("send_digits.", "dtmf.")) from None

    # -- from the channel: audio ------------------------------------------------------------

    def take(self, missed: int) -> tuple[Pcm | None, Pcm | None]:
        """Give the next frame of talk to the sides that shall hear it."""
        self._ticks += 1 + missed
        frame = self._talker.read()
        if frame is None:
            return None, None
        for played in self._talker.reached():
            self.outbox.control(Response(played=played))
        return (
            frame if self._to_party else None,
            frame if self._to_other_side else None,
        )

    def hear(self, said: Pcm, heard: Pcm | None, missed: int) -> None:
        """Send what was heard."""
        if self._listens:
            self._hearing.push(said, heard, missed)

    @property
    def hears_mix(self) -> bool:
        """On a conference: what all others say together."""
        return not self._separate

    @property
    def hears_apart(self) -> bool:
        """On a conference: each member by itself."""
        return self._separate or self._members_wanted_there

    def want_members(self, wanted: bool) -> None:
        """Tell the other end of a link whether anybody here listens to each member."""
        if wanted != self._members_wanted_here:
            self._members_wanted_here = wanted
            members = audio_pb2.Members(wanted=wanted)
            self.outbox.control(Response(members=members))

    def hear_member(self, call_id: str, sample_rate_hz: int, said: Pcm) -> None:
        """Send what one member of a conference says."""
        self._apart.push(call_id, sample_rate_hz, said, self._ticks - 1)

    # -- from the channel: events -----------------------------------------------------------

    def digit(self, digit: str, duration_ms: int) -> None:
        """Tell of a key."""
        media_time = self._ticks * self._form.sample_rate_hz // 50
        dtmf = audio_pb2.Dtmf(digit=digit, duration_ms=duration_ms, media_time=media_time)
        self.outbox.control(Response(dtmf=dtmf))

    def hold(self, on: bool) -> None:
        """Tell of hold."""
        self.outbox.control(Response(hold=audio_pb2.Hold(on=on)))

    def ended(self, reason: str) -> None:
        """Tell that the call is over; the stream ends after what is still queued."""
        self.outbox.finish(Response(ended=audio_pb2.Ended(reason=reason)))
