"""Which telephone numbers may be called."""

import re

from voipbin.core.errors import InvalidArgument

_E164 = re.compile(r"\+[0-9]{7,15}")


def tel_number(target: str, field: str) -> str:
    """The number itself, in E.164 with the leading plus.

    Args:
        field: where the target stands in the request, for the error.

    Raises:
        InvalidArgument: the target is no such number.
    """
    if _E164.fullmatch(target) is None:
        fault = f"must be a number in E.164 with the leading +, got {target!r}"
        raise InvalidArgument.of([(f"{field}.target", fault)])
    return target
