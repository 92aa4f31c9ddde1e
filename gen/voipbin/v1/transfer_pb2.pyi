import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from voipbin.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TransferType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRANSFER_TYPE_UNSPECIFIED: _ClassVar[TransferType]
    TRANSFER_TYPE_ATTENDED: _ClassVar[TransferType]
    TRANSFER_TYPE_BLIND: _ClassVar[TransferType]
TRANSFER_TYPE_UNSPECIFIED: TransferType
TRANSFER_TYPE_ATTENDED: TransferType
TRANSFER_TYPE_BLIND: TransferType

class CreateTransferRequest(_message.Message):
    __slots__ = ("transfer_type", "transferer_call_id", "transferee_addresses")
    TRANSFER_TYPE_FIELD_NUMBER: _ClassVar[int]
    TRANSFERER_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    TRANSFEREE_ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    transfer_type: TransferType
    transferer_call_id: str
    transferee_addresses: _containers.RepeatedCompositeFieldContainer[_common_pb2.Address]
    def __init__(self, transfer_type: _Optional[_Union[TransferType, str]] = ..., transferer_call_id: _Optional[str] = ..., transferee_addresses: _Optional[_Iterable[_Union[_common_pb2.Address, _Mapping]]] = ...) -> None: ...

class Transfer(_message.Message):
    __slots__ = ("id", "customer_id", "type", "transferer_call_id", "transferee_addresses", "transferee_call_id", "groupcall_id", "confbridge_id", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    TRANSFERER_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    TRANSFEREE_ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    TRANSFEREE_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    GROUPCALL_ID_FIELD_NUMBER: _ClassVar[int]
    CONFBRIDGE_ID_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    type: TransferType
    transferer_call_id: str
    transferee_addresses: _containers.RepeatedCompositeFieldContainer[_common_pb2.Address]
    transferee_call_id: str
    groupcall_id: str
    confbridge_id: str
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., type: _Optional[_Union[TransferType, str]] = ..., transferer_call_id: _Optional[str] = ..., transferee_addresses: _Optional[_Iterable[_Union[_common_pb2.Address, _Mapping]]] = ..., transferee_call_id: _Optional[str] = ..., groupcall_id: _Optional[str] = ..., confbridge_id: _Optional[str] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
