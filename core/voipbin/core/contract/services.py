"""The one list of public services: a new resource adds its proto file here."""

from importlib import import_module

_FILES = (
    "accesskey",
    "activeflow",
    "agent",
    "auth",
    "call",
    "customer",
    "event",
    "extension",
    "flow",
    "groupcall",
    "recording",
    "transcribe",
    "transcript",
)

SERVICE_FILES = tuple(import_module(f"voipbin.v1.{name}_pb2") for name in _FILES)
"""Generated modules, in the order of the list."""
