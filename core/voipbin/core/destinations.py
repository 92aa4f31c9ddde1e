"""Whom a message or an email goes to, checked before it is sent."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from voipbin.core.contract.rules import Violation
from voipbin.v1 import common_pb2

_E164 = re.compile(r"\+[0-9]{7,15}")
# RFC 5321 4.1.2 and 4.5.3.1 without quoted local parts and address literals, which nobody types.
_EMAIL = re.compile(
    r"""[^\s@<>()\[\]\\,;:"]{1,64}"""
    r"""@(?=.{1,253}\Z)[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*"""
)


def is_telephone_number(text: str) -> bool:
    """Whether text is a number in E.164 with the leading plus."""
    return _E164.fullmatch(text) is not None


def email_faults(field: str, addresses: Iterable[Any]) -> Iterator[Violation]:
    """What is wrong with addresses that must be email addresses."""
    for place, address in enumerate(addresses):
        if address.type != common_pb2.ADDRESS_TYPE_EMAIL:
            yield f"{field}[{place}].type", "must be email"
        elif _EMAIL.fullmatch(address.target) is None:
            fault = f"must be an email address, got {address.target!r}"
            yield f"{field}[{place}].target", fault
