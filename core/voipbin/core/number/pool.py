"""The operator's own numbers: a file with one on each line."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import phonenumbers

from voipbin.core.contract.spelling import words
from voipbin.core.number.kinds import E164, VIRTUAL_PREFIX
from voipbin.v1 import number_pb2

_COLUMNS = ("number", "country", "region", "postal_code", "features")
_FEATURES = frozenset(filter(None, words(number_pb2.AvailableNumberFeature.DESCRIPTOR)))
_COUNTRY = re.compile(r"[A-Z]{2}")
_NOT_KNOWN = "ZZ"
"What phonenumbers calls the country of a number that belongs to none."


@dataclass(frozen=True, slots=True)
class OfferedNumber:
    """A number that can be bought."""

    number: str
    country: str
    region: str = ""
    postal_code: str = ""
    features: tuple[str, ...] = ("voice",)


def read_pool(path: Path) -> list[OfferedNumber]:
    """The numbers of a file, in its order.

    A line is `number,country,region,postal_code,features`; all but the number may be left out, and
    features are separated by spaces. Empty lines and those that begin with # do not count, nor does
    a first line with the names of the columns.

    Raises:
        ValueError: naming the file, the line and the fault.
        OSError: the file cannot be read.
    """
    found: dict[str, OfferedNumber] = {}
    for place, cells in _lines(path):
        try:
            offered = _offered(cells)
            if offered.number in found:
                raise ValueError(f"{offered.number} is listed twice")
        except ValueError as fault:
            raise ValueError(f"{path}, line {place}: {fault}") from None
        found[offered.number] = offered
    return list(found.values())


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and cells of what counts."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ValueError(f"{path} is no text in UTF-8") from None
    for place, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = [cell.strip() for cell in next(csv.reader([line], skipinitialspace=True))]
        if place > 1 or cells[0].lower() != _COLUMNS[0]:
            yield place, cells


def _offered(cells: list[str]) -> OfferedNumber:
    if len(cells) > len(_COLUMNS):
        raise ValueError(f"has {len(cells)} columns, the most are {', '.join(_COLUMNS)}")
    number, country, region, postal_code, features = cells + [""] * (len(_COLUMNS) - len(cells))
    if E164.fullmatch(number) is None:
        raise ValueError(f"{number!r} is not E.164 with the leading +")
    if number.startswith(VIRTUAL_PREFIX):
        raise ValueError(f"{number}: numbers with {VIRTUAL_PREFIX} are virtual, nobody sells them")
    return OfferedNumber(
        number, _country(number, country), region, postal_code, _features(features)
    )


def _country(number: str, given: str) -> str:
    if not given:
        return _country_of(number)
    if _COUNTRY.fullmatch(given.upper()) is None:
        raise ValueError(f"country {given!r} is not an ISO 3166 code of two letters")
    return given.upper()


def _country_of(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        raise ValueError(f"{number} has no country; name one in the second column") from None
    region = phonenumbers.region_code_for_number(parsed)
    region = region or phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    if _COUNTRY.fullmatch(region) is None or region == _NOT_KNOWN:
        raise ValueError(f"{number} has no country; name one in the second column")
    return region


def _features(text: str) -> tuple[str, ...]:
    named = tuple(text.split()) or ("voice",)
    if unknown := [name for name in named if name not in _FEATURES]:
        allowed = ", ".join(sorted(_FEATURES))
        raise ValueError(f"feature {unknown[0]!r} is none of {allowed}")
    return named
