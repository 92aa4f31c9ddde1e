"""Which telephone numbers may be called."""

from voipbin.core.destinations import is_telephone_number
from voipbin.core.errors import InvalidArgument


def tel_number(target: str, field: str) -> str:
    """The number itself, in E.164 with the leading plus.

    Args:
        field: where the target stands in the request, for the error.

    Raises:
        InvalidArgument: the target is no such number.
    """
    if not is_telephone_number(target):
        fault = f"must be a number in E.164 with the leading +, got {target!r}"
        raise InvalidArgument.of([(f"{field}.target", fault)])
    return target
