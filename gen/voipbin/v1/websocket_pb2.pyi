from google.api import annotations_pb2 as _annotations_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class OpenWebsocketRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class OpenWebsocketResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
