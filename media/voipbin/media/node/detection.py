"""Answering-machine detection of one channel."""

from collections.abc import Callable
from typing import Final

from voipbin.media.audio.answering_machine import AnsweringMachineDetector
from voipbin.media.audio.pcm import Pcm
from voipbin.media.v1 import node_pb2


class Detection:
    """One DetectMachine command: listens until it knows, says so once."""

    def __init__(
        self,
        detection_id: str,
        sample_rate_hz: int,
        finished: Callable[[node_pb2.MachineDetected], None],
    ) -> None:
        self.detection_id: Final = detection_id
        self._detector = AnsweringMachineDetector(sample_rate_hz)
        self._finished = finished

    def push(self, said: Pcm) -> None:
        """What the party said in this tick."""
        answer = self._detector.push(said)
        if answer is not None:
            self._finished(
                node_pb2.MachineDetected(
                    detection_id=self.detection_id,
                    verdict=answer.verdict,
                    cause=answer.cause,
                    after_ms=answer.after_ms,
                )
            )
