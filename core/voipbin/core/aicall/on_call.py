"""What a session does to its call and to its flow."""

import contextlib

from voipbin.core.activeflow.run import Run
from voipbin.core.ai.model import AiRow
from voipbin.core.aicall.voice_talk import VoiceTalk
from voipbin.core.aicall.voices import listening, voice_of
from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.flow_engine import SetVariables
from voipbin.core.node.link import CommandFailed
from voipbin.core.speaking.session import SpeakingSession
from voipbin.media.v1 import node_pb2


class AicallCall:
    """The call of a session."""

    def __init__(self, calls: Calls, live: LiveCall) -> None:
        self._calls = calls
        self.live = live
        self.mouth: SpeakingSession | None = None
        "Speaks for the ai."
        self.talk: VoiceTalk | None = None
        "Listens for it."
        self.language = ""

    @property
    def own_number(self) -> str:
        """Our telephone number in it; "" where there is none."""
        row = self.live.row
        own = row.destination if row.direction == "incoming" else row.source
        return str(own.get("target", "")) if own.get("type") == "tel" else ""

    def talk_as(self, ai: AiRow) -> None:
        """Another ai speaks and listens; what it does not say about that stays as it was."""
        if self.mouth is not None and ai.tts_type:
            voice = voice_of(ai.tts_type, ai.tts_voice_id, self.language)
            self.mouth.speak_as(voice)
        if self.talk is not None and ai.stt_type:
            self.talk.listen_as(listening(ai.stt_type, self.language))

    async def stop_media(self) -> None:
        """Ends music and prompts."""
        for id in list(self.live.playbacks):
            # Who waits for the end hears of it from the node.
            with contextlib.suppress(CommandFailed):
                command = node_pb2.StopPlay(playback_id=id)
                await self._calls.media.command(self.live.channel_id, stop_play=command)


class AicallFlow:
    """The flow that waits for a session.

    Args:
        token: with which it waits.
    """

    def __init__(self, run: Run, token: int) -> None:
        self.run = run
        self.token = token

    @property
    def variables(self) -> dict[str, str]:
        """As they are now."""
        return dict(self.run.state.variables)

    def set_variables(self, values: dict[str, str]) -> None:
        """Changes some."""
        self.run.feed(SetVariables(values))
