import datetime

from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from voipbin.v1 import annotations_pb2 as _annotations_pb2_1
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ContactSource(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONTACT_SOURCE_UNSPECIFIED: _ClassVar[ContactSource]
    CONTACT_SOURCE_MANUAL: _ClassVar[ContactSource]
    CONTACT_SOURCE_IMPORT: _ClassVar[ContactSource]
    CONTACT_SOURCE_API: _ClassVar[ContactSource]
    CONTACT_SOURCE_SYNC: _ClassVar[ContactSource]

class ContactPhoneNumberType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONTACT_PHONE_NUMBER_TYPE_UNSPECIFIED: _ClassVar[ContactPhoneNumberType]
    CONTACT_PHONE_NUMBER_TYPE_MOBILE: _ClassVar[ContactPhoneNumberType]
    CONTACT_PHONE_NUMBER_TYPE_WORK: _ClassVar[ContactPhoneNumberType]
    CONTACT_PHONE_NUMBER_TYPE_HOME: _ClassVar[ContactPhoneNumberType]
    CONTACT_PHONE_NUMBER_TYPE_FAX: _ClassVar[ContactPhoneNumberType]
    CONTACT_PHONE_NUMBER_TYPE_OTHER: _ClassVar[ContactPhoneNumberType]

class ContactEmailType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONTACT_EMAIL_TYPE_UNSPECIFIED: _ClassVar[ContactEmailType]
    CONTACT_EMAIL_TYPE_WORK: _ClassVar[ContactEmailType]
    CONTACT_EMAIL_TYPE_PERSONAL: _ClassVar[ContactEmailType]
    CONTACT_EMAIL_TYPE_OTHER: _ClassVar[ContactEmailType]
CONTACT_SOURCE_UNSPECIFIED: ContactSource
CONTACT_SOURCE_MANUAL: ContactSource
CONTACT_SOURCE_IMPORT: ContactSource
CONTACT_SOURCE_API: ContactSource
CONTACT_SOURCE_SYNC: ContactSource
CONTACT_PHONE_NUMBER_TYPE_UNSPECIFIED: ContactPhoneNumberType
CONTACT_PHONE_NUMBER_TYPE_MOBILE: ContactPhoneNumberType
CONTACT_PHONE_NUMBER_TYPE_WORK: ContactPhoneNumberType
CONTACT_PHONE_NUMBER_TYPE_HOME: ContactPhoneNumberType
CONTACT_PHONE_NUMBER_TYPE_FAX: ContactPhoneNumberType
CONTACT_PHONE_NUMBER_TYPE_OTHER: ContactPhoneNumberType
CONTACT_EMAIL_TYPE_UNSPECIFIED: ContactEmailType
CONTACT_EMAIL_TYPE_WORK: ContactEmailType
CONTACT_EMAIL_TYPE_PERSONAL: ContactEmailType
CONTACT_EMAIL_TYPE_OTHER: ContactEmailType

class CreateContactRequest(_message.Message):
    __slots__ = ("first_name", "last_name", "display_name", "company", "job_title", "source", "external_id", "notes", "phone_numbers", "emails", "tag_ids")
    FIRST_NAME_FIELD_NUMBER: _ClassVar[int]
    LAST_NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    COMPANY_FIELD_NUMBER: _ClassVar[int]
    JOB_TITLE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_ID_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    PHONE_NUMBERS_FIELD_NUMBER: _ClassVar[int]
    EMAILS_FIELD_NUMBER: _ClassVar[int]
    TAG_IDS_FIELD_NUMBER: _ClassVar[int]
    first_name: str
    last_name: str
    display_name: str
    company: str
    job_title: str
    source: ContactSource
    external_id: str
    notes: str
    phone_numbers: _containers.RepeatedCompositeFieldContainer[ContactPhoneNumber]
    emails: _containers.RepeatedCompositeFieldContainer[ContactEmail]
    tag_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, first_name: _Optional[str] = ..., last_name: _Optional[str] = ..., display_name: _Optional[str] = ..., company: _Optional[str] = ..., job_title: _Optional[str] = ..., source: _Optional[_Union[ContactSource, str]] = ..., external_id: _Optional[str] = ..., notes: _Optional[str] = ..., phone_numbers: _Optional[_Iterable[_Union[ContactPhoneNumber, _Mapping]]] = ..., emails: _Optional[_Iterable[_Union[ContactEmail, _Mapping]]] = ..., tag_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class GetContactRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListContactsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListContactsResponse(_message.Message):
    __slots__ = ("result", "next_page_token")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Contact]
    next_page_token: str
    def __init__(self, result: _Optional[_Iterable[_Union[Contact, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateContactRequest(_message.Message):
    __slots__ = ("id", "first_name", "last_name", "display_name", "company", "job_title", "external_id", "notes")
    ID_FIELD_NUMBER: _ClassVar[int]
    FIRST_NAME_FIELD_NUMBER: _ClassVar[int]
    LAST_NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    COMPANY_FIELD_NUMBER: _ClassVar[int]
    JOB_TITLE_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_ID_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    id: str
    first_name: str
    last_name: str
    display_name: str
    company: str
    job_title: str
    external_id: str
    notes: str
    def __init__(self, id: _Optional[str] = ..., first_name: _Optional[str] = ..., last_name: _Optional[str] = ..., display_name: _Optional[str] = ..., company: _Optional[str] = ..., job_title: _Optional[str] = ..., external_id: _Optional[str] = ..., notes: _Optional[str] = ...) -> None: ...

class DeleteContactRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class LookupContactRequest(_message.Message):
    __slots__ = ("phone", "email")
    PHONE_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    phone: str
    email: str
    def __init__(self, phone: _Optional[str] = ..., email: _Optional[str] = ...) -> None: ...

class CreateContactPhoneNumberRequest(_message.Message):
    __slots__ = ("id", "number", "type", "is_primary")
    ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    IS_PRIMARY_FIELD_NUMBER: _ClassVar[int]
    id: str
    number: str
    type: ContactPhoneNumberType
    is_primary: bool
    def __init__(self, id: _Optional[str] = ..., number: _Optional[str] = ..., type: _Optional[_Union[ContactPhoneNumberType, str]] = ..., is_primary: _Optional[bool] = ...) -> None: ...

class UpdateContactPhoneNumberRequest(_message.Message):
    __slots__ = ("id", "phone_number_id", "number", "type", "is_primary")
    ID_FIELD_NUMBER: _ClassVar[int]
    PHONE_NUMBER_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    IS_PRIMARY_FIELD_NUMBER: _ClassVar[int]
    id: str
    phone_number_id: str
    number: str
    type: ContactPhoneNumberType
    is_primary: bool
    def __init__(self, id: _Optional[str] = ..., phone_number_id: _Optional[str] = ..., number: _Optional[str] = ..., type: _Optional[_Union[ContactPhoneNumberType, str]] = ..., is_primary: _Optional[bool] = ...) -> None: ...

class DeleteContactPhoneNumberRequest(_message.Message):
    __slots__ = ("id", "phone_number_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    PHONE_NUMBER_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    phone_number_id: str
    def __init__(self, id: _Optional[str] = ..., phone_number_id: _Optional[str] = ...) -> None: ...

class CreateContactEmailRequest(_message.Message):
    __slots__ = ("id", "address", "type", "is_primary")
    ID_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    IS_PRIMARY_FIELD_NUMBER: _ClassVar[int]
    id: str
    address: str
    type: ContactEmailType
    is_primary: bool
    def __init__(self, id: _Optional[str] = ..., address: _Optional[str] = ..., type: _Optional[_Union[ContactEmailType, str]] = ..., is_primary: _Optional[bool] = ...) -> None: ...

class UpdateContactEmailRequest(_message.Message):
    __slots__ = ("id", "email_id", "address", "type", "is_primary")
    ID_FIELD_NUMBER: _ClassVar[int]
    EMAIL_ID_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    IS_PRIMARY_FIELD_NUMBER: _ClassVar[int]
    id: str
    email_id: str
    address: str
    type: ContactEmailType
    is_primary: bool
    def __init__(self, id: _Optional[str] = ..., email_id: _Optional[str] = ..., address: _Optional[str] = ..., type: _Optional[_Union[ContactEmailType, str]] = ..., is_primary: _Optional[bool] = ...) -> None: ...

class DeleteContactEmailRequest(_message.Message):
    __slots__ = ("id", "email_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    EMAIL_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    email_id: str
    def __init__(self, id: _Optional[str] = ..., email_id: _Optional[str] = ...) -> None: ...

class AddContactTagRequest(_message.Message):
    __slots__ = ("id", "tag_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    TAG_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    tag_id: str
    def __init__(self, id: _Optional[str] = ..., tag_id: _Optional[str] = ...) -> None: ...

class RemoveContactTagRequest(_message.Message):
    __slots__ = ("id", "tag_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    TAG_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    tag_id: str
    def __init__(self, id: _Optional[str] = ..., tag_id: _Optional[str] = ...) -> None: ...

class BatchListContactsByNumberRequest(_message.Message):
    __slots__ = ("numbers",)
    NUMBERS_FIELD_NUMBER: _ClassVar[int]
    numbers: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, numbers: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchListContactsByNumberResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[NumberedContact]
    def __init__(self, result: _Optional[_Iterable[_Union[NumberedContact, _Mapping]]] = ...) -> None: ...

class NumberedContact(_message.Message):
    __slots__ = ("number", "contact")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    CONTACT_FIELD_NUMBER: _ClassVar[int]
    number: str
    contact: Contact
    def __init__(self, number: _Optional[str] = ..., contact: _Optional[_Union[Contact, _Mapping]] = ...) -> None: ...

class BatchGetContactsRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetContactsResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _containers.RepeatedCompositeFieldContainer[Contact]
    def __init__(self, result: _Optional[_Iterable[_Union[Contact, _Mapping]]] = ...) -> None: ...

class ContactPhoneNumber(_message.Message):
    __slots__ = ("number", "type", "is_primary", "id", "number_e164", "tm_create")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    IS_PRIMARY_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_E164_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    number: str
    type: ContactPhoneNumberType
    is_primary: bool
    id: str
    number_e164: str
    tm_create: _timestamp_pb2.Timestamp
    def __init__(self, number: _Optional[str] = ..., type: _Optional[_Union[ContactPhoneNumberType, str]] = ..., is_primary: _Optional[bool] = ..., id: _Optional[str] = ..., number_e164: _Optional[str] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ContactEmail(_message.Message):
    __slots__ = ("address", "type", "is_primary", "id", "tm_create")
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    IS_PRIMARY_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    address: str
    type: ContactEmailType
    is_primary: bool
    id: str
    tm_create: _timestamp_pb2.Timestamp
    def __init__(self, address: _Optional[str] = ..., type: _Optional[_Union[ContactEmailType, str]] = ..., is_primary: _Optional[bool] = ..., id: _Optional[str] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Contact(_message.Message):
    __slots__ = ("id", "customer_id", "first_name", "last_name", "display_name", "company", "job_title", "source", "external_id", "phone_numbers", "emails", "tag_ids", "tm_create", "tm_update", "tm_delete")
    ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    FIRST_NAME_FIELD_NUMBER: _ClassVar[int]
    LAST_NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    COMPANY_FIELD_NUMBER: _ClassVar[int]
    JOB_TITLE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_ID_FIELD_NUMBER: _ClassVar[int]
    PHONE_NUMBERS_FIELD_NUMBER: _ClassVar[int]
    EMAILS_FIELD_NUMBER: _ClassVar[int]
    TAG_IDS_FIELD_NUMBER: _ClassVar[int]
    TM_CREATE_FIELD_NUMBER: _ClassVar[int]
    TM_UPDATE_FIELD_NUMBER: _ClassVar[int]
    TM_DELETE_FIELD_NUMBER: _ClassVar[int]
    id: str
    customer_id: str
    first_name: str
    last_name: str
    display_name: str
    company: str
    job_title: str
    source: ContactSource
    external_id: str
    phone_numbers: _containers.RepeatedCompositeFieldContainer[ContactPhoneNumber]
    emails: _containers.RepeatedCompositeFieldContainer[ContactEmail]
    tag_ids: _containers.RepeatedScalarFieldContainer[str]
    tm_create: _timestamp_pb2.Timestamp
    tm_update: _timestamp_pb2.Timestamp
    tm_delete: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., customer_id: _Optional[str] = ..., first_name: _Optional[str] = ..., last_name: _Optional[str] = ..., display_name: _Optional[str] = ..., company: _Optional[str] = ..., job_title: _Optional[str] = ..., source: _Optional[_Union[ContactSource, str]] = ..., external_id: _Optional[str] = ..., phone_numbers: _Optional[_Iterable[_Union[ContactPhoneNumber, _Mapping]]] = ..., emails: _Optional[_Iterable[_Union[ContactEmail, _Mapping]]] = ..., tag_ids: _Optional[_Iterable[str]] = ..., tm_create: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_update: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tm_delete: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
