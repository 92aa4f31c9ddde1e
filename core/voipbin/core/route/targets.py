"""Countries of telephone numbers."""

import phonenumbers

EVERY_NUMBER = "all"
_CODES = frozenset(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def target_fault(target: str) -> str | None:
    """What is wrong with the target of a route; None when nothing is."""
    if target == EVERY_NUMBER:
        return None
    digits = target.removeprefix("+")
    if target != f"+{digits}" or not digits.isdecimal() or int(digits) not in _CODES:
        return f'must be "all" or the calling code of a country, such as +44, got {target!r}'
    return None


def country_target(number: str) -> str:
    """The target that names the country of a number in E.164; "" when it has none."""
    try:
        return f"+{phonenumbers.parse(number).country_code}"
    except phonenumbers.NumberParseException:
        return ""
