"""The one list of public services: a new resource adds its file here."""

from types import ModuleType

from voipbin.v1 import (
    accesskey_pb2,
    activeflow_pb2,
    agent_pb2,
    auth_pb2,
    call_pb2,
    customer_pb2,
    event_pb2,
    extension_pb2,
    flow_pb2,
    groupcall_pb2,
    recording_pb2,
    transcribe_pb2,
    transcript_pb2,
)

SERVICE_FILES: tuple[ModuleType, ...] = (
    accesskey_pb2,
    activeflow_pb2,
    agent_pb2,
    auth_pb2,
    call_pb2,
    customer_pb2,
    event_pb2,
    extension_pb2,
    flow_pb2,
    groupcall_pb2,
    recording_pb2,
    transcribe_pb2,
    transcript_pb2,
)
