"""What a telephone number is: its country, and what kind of number the numbering plans make it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberType

NO_COUNTRY: Final = "001"
"The region of numbers that belong to no country (UN M.49)."
_SATELLITE: Final = frozenset({870, 881})
"Calling codes of Inmarsat, and of Iridium and Globalstar."
_THURAYA: Final = "16"
"What its numbers begin with below +882, the code of networks without a country."

ORDINARY: Final = frozenset(
    {"fixed_line", "mobile", "fixed_line_or_mobile", "toll_free", "voip", "uan"}
)
"Kinds of numbers that an allowed country allows."

_TYPES: Final = {
    PhoneNumberType.FIXED_LINE: "fixed_line",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_line_or_mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PREMIUM_RATE: "premium_rate",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal_number",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
}


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a number leads."""

    country: str
    'Two letters of ISO 3166-1, "001" for no country; "" when there is no such calling code.'
    number_type: str
    "As the contract spells it."


@lru_cache(maxsize=4096)
def destination_of(number: str) -> Destination:
    """What a number in E.164 is.

    Numbers of ranges nobody has been given count as their area's country, so that none passes for
    one of a cheaper neighbour with the same calling code.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return Destination("", "unallocated")
    code = parsed.country_code or 0
    country = phonenumbers.region_code_for_number(parsed) or _by_area(parsed)
    if country == NO_COUNTRY:
        return Destination(country, _without_country(parsed, code))
    kind = _TYPES.get(phonenumbers.number_type(parsed), "unallocated")
    return Destination(country, kind)


def is_country(word: str) -> bool:
    """Whether numbering plans know a country by these letters."""
    return word in phonenumbers.SUPPORTED_REGIONS


def _without_country(parsed: PhoneNumber, code: int) -> str:
    national = phonenumbers.national_significant_number(parsed)
    if code in _SATELLITE or (code == 882 and national.startswith(_THURAYA)):
        return "satellite"
    found = _TYPES.get(phonenumbers.number_type(parsed), "international")
    return found if found in ("premium_rate", "shared_cost", "toll_free") else "international"


def _by_area(parsed: PhoneNumber) -> str:
    """The country of a number that fits no plan, by its area code where countries share one."""
    code = parsed.country_code or 0
    national = phonenumbers.national_significant_number(parsed)
    for region in phonenumbers.region_codes_for_country_code(code):
        metadata = PhoneMetadata.metadata_for_region(region, None)
        leading = metadata.leading_digits if metadata is not None else None
        if leading and re.match(leading, national):
            return region
    return phonenumbers.region_code_for_country_code(code)
