"""Conferences that are open, under the name of the tenant's own row; nothing is recorded."""

from collections.abc import Mapping

from tests.api.samples import Sample

ROWS: Mapping[str, Sample] = {
    "conference.status": lambda _: "progressing",
    "conference.tm_due": lambda _: None,
    "conference.recording_id": lambda _: "",
    "conference.transcribe_id": lambda _: "",
}
REFUSED = {
    "StopConferenceRecording": "CONFERENCE_NOT_RECORDING",
    "StopConferenceTranscribe": "CONFERENCE_NOT_TRANSCRIBING",
}
