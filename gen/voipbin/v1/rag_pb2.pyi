from google.api import annotations_pb2 as _annotations_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RagDocType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RAG_DOC_TYPE_UNSPECIFIED: _ClassVar[RagDocType]
    RAG_DOC_TYPE_DEVDOC: _ClassVar[RagDocType]
    RAG_DOC_TYPE_OPENAPI: _ClassVar[RagDocType]
    RAG_DOC_TYPE_DESIGN: _ClassVar[RagDocType]
    RAG_DOC_TYPE_GUIDELINE: _ClassVar[RagDocType]
RAG_DOC_TYPE_UNSPECIFIED: RagDocType
RAG_DOC_TYPE_DEVDOC: RagDocType
RAG_DOC_TYPE_OPENAPI: RagDocType
RAG_DOC_TYPE_DESIGN: RagDocType
RAG_DOC_TYPE_GUIDELINE: RagDocType

class QueryRagRequest(_message.Message):
    __slots__ = ("query", "doc_types", "top_k")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    DOC_TYPES_FIELD_NUMBER: _ClassVar[int]
    TOP_K_FIELD_NUMBER: _ClassVar[int]
    query: str
    doc_types: _containers.RepeatedScalarFieldContainer[RagDocType]
    top_k: int
    def __init__(self, query: _Optional[str] = ..., doc_types: _Optional[_Iterable[_Union[RagDocType, str]]] = ..., top_k: _Optional[int] = ...) -> None: ...

class QueryRagResponse(_message.Message):
    __slots__ = ("answer", "sources")
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    answer: str
    sources: _containers.RepeatedCompositeFieldContainer[RagSource]
    def __init__(self, answer: _Optional[str] = ..., sources: _Optional[_Iterable[_Union[RagSource, _Mapping]]] = ...) -> None: ...

class RagSource(_message.Message):
    __slots__ = ("source_file", "section_title", "doc_type", "relevance_score")
    SOURCE_FILE_FIELD_NUMBER: _ClassVar[int]
    SECTION_TITLE_FIELD_NUMBER: _ClassVar[int]
    DOC_TYPE_FIELD_NUMBER: _ClassVar[int]
    RELEVANCE_SCORE_FIELD_NUMBER: _ClassVar[int]
    source_file: str
    section_title: str
    doc_type: RagDocType
    relevance_score: float
    def __init__(self, source_file: _Optional[str] = ..., section_title: _Optional[str] = ..., doc_type: _Optional[_Union[RagDocType, str]] = ..., relevance_score: _Optional[float] = ...) -> None: ...
