"""Calls that lead nowhere, and what is made of them."""

from tests.api.samples import Sample

NOBODY = {"type": "sip", "target": "sip:test@127.0.0.1:9"}
FIELDS: dict[str, Sample] = {
    "CreateCallsRequest.source": lambda _: {"type": "sip", "target": "sip:test@127.0.0.1"},
    "CreateCallsRequest.destinations": lambda _: [NOBODY],
    "CreateGroupcallRequest.source": lambda _: {"type": "sip", "target": "sip:test@127.0.0.1"},
    "CreateGroupcallRequest.destinations": lambda _: [NOBODY],
    "CreateTransferRequest.transferee_addresses": lambda _: [NOBODY],
    "CreateTranscribeRequest.reference_type": lambda _: "recording",
    "StartCallRecordingRequest.format": lambda _: "wav",
}

REFUSED = dict.fromkeys(
    (
        "HoldCall",
        "UnholdCall",
        "MuteCall",
        "UnmuteCall",
        "SilenceCall",
        "UnsilenceCall",
        "StartCallMoh",
        "StopCallMoh",
        "StartCallRecording",
        "StopCallRecording",
        "StreamCallMedia",
        "TalkCall",
    ),
    "CALL_ALREADY_HUNG_UP",
)
