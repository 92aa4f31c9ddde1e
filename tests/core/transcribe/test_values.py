"""Languages, sentences, and places in time."""

import pytest

from voipbin.core.contract import codec
from voipbin.core.transcribe.language import language_of
from voipbin.core.transcribe.sentences import sentences
from voipbin.core.transcribe.speech_port import Utterance
from voipbin.core.transcribe.timeline import Timeline
from voipbin.core.transcribe.transcript_model import TRANSCRIPT, TranscriptRow
from voipbin.v1 import transcript_pb2


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("", "en-US"),
        ("en-US", "en-US"),
        ("de_de", "de-DE"),
        ("KO-kr", "ko-KR"),
        ("fr", "fr"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        (" ja-JP ", "ja-JP"),
        ("english", "en-US"),
        ("e", "en-US"),
        ("en-", "en-US"),
        ("en-US; DROP TABLE", "en-US"),
        ("дe-DE", "en-US"),
        ("en-٣٣٣", "en-US"),
    ],
)
def test_language(given: str, tag: str) -> None:
    assert language_of(given) == tag


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("   ", []),
        ("hello", [("hello", 1000)]),
        ("One. Two? Three!", [("One.", 1000), ("Two?", 1000 + 312), ("Three!", 1000 + 625)]),
        ("It is 3.5 percent. Yes", [("It is 3.5 percent.", 1000), ("Yes", 1000 + 864)]),
        ("Wait... what?!", [("Wait...", 1000), ("what?!", 1000 + 571)]),
        ("...", [("...", 1000)]),
        ("a\nb. c", [("a\nb.", 1000), ("c", 1000 + 833)]),
    ],
)
def test_sentences(text: str, found: list[tuple[str, int]]) -> None:
    assert list(sentences(Utterance(text, 1000, 1000))) == found


class TestTimeline:
    def test_nothing_fed(self) -> None:
        assert Timeline().in_call_us(500) == 500_000

    def test_unbroken(self) -> None:
        timeline = Timeline()
        for frame in range(10):
            timeline.place(frame * 960, 960)
        assert timeline.in_call_us(599) == 599_000

    def test_late_begin(self) -> None:
        timeline = Timeline()
        timeline.place(16_000, 960)
        assert timeline.in_call_us(0) == 1_000_000

    def test_gaps(self) -> None:
        timeline = Timeline()
        timeline.place(0, 960)
        timeline.place(960 * 11, 960)
        timeline.place(960 * 12, 960)
        timeline.place(960 * 23, 960)
        in_call_ms = [timeline.in_call_us(ms) // 1000 for ms in (0, 59, 60, 179, 180, 300)]
        assert in_call_ms == [0, 59, 660, 779, 1380, 1500]


def _sentence(offset_us: int) -> TranscriptRow:
    return TranscriptRow(
        id="a",
        customer_id="b",
        transcribe_id="c",
        direction="out",
        message="d",
        offset_us=offset_us,
        tm_create=1_767_225_600_000_000,
    )


class TestOffsetTime:
    @pytest.mark.parametrize(
        ("offset_us", "text"),
        [
            (0, "0001-01-01T00:00:00.000000Z"),
            (12_500_000, "0001-01-01T00:00:12.500000Z"),
            (3_600_000_001, "0001-01-01T01:00:00.000001Z"),
            (-5, "0001-01-01T00:00:00.000000Z"),
        ],
    )
    def test_spelling(self, offset_us: int, text: str) -> None:
        message = TRANSCRIPT.to_message(_sentence(offset_us))
        assert codec.to_json(message)["tm_transcript"] == text
        # The wire takes it too: year 1 is the first a Timestamp may hold.
        again = transcript_pb2.Transcript.FromString(message.SerializeToString())
        assert again.tm_transcript.ToDatetime().year == 1

    def test_every_field_of_the_row(self) -> None:
        assert TRANSCRIPT.to_json(_sentence(1_000_000)) == {
            "id": "a",
            "customer_id": "b",
            "transcribe_id": "c",
            "direction": "out",
            "message": "d",
            "tm_transcript": "0001-01-01T00:00:01.000000Z",
            "tm_create": "2026-01-01T00:00:00.000000Z",
        }
