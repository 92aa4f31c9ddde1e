"""Asking a gateway by HTTP and JSON, and reading what it says."""

from collections.abc import Mapping
from typing import Any

import orjson

from voipbin.core.egress import EgressClient, EgressError
from voipbin.core.message.gateway import GatewayError

_AGAIN = frozenset({401, 402, 403, 408, 425, 429})
"""Answers below 500 that say nothing of the text: a key or an account that the operator has to
mend, or a wish for patience (RFC 9110 15.5.9, RFC 8470 5.2, RFC 6585 4)."""
_LONGEST_CODE = 32


class HttpGateway:
    """POSTs JSON with the credentials of the operator.

    Args:
        name: for the log and the record.
        url: of the resource that sends.
        authorization: the header.
    """

    def __init__(self, egress: EgressClient, name: str, url: str, authorization: str) -> None:
        self._egress = egress
        self._name = name
        self._url = url
        self._headers = {"authorization": authorization, "content-type": "application/json"}

    async def post(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a form that was accepted.

        Raises:
            GatewayError: it was not.
        """
        try:
            answer = await self._egress.request(
                "POST", self._url, orjson.dumps(form), self._headers
            )
        except EgressError as error:
            raise GatewayError(f"{self._name}: {error}", is_final=error.is_refused) from None
        if not 200 <= answer.status < 300:
            is_final = answer.status < 500 and answer.status not in _AGAIN
            fault = f"{self._name} answered {answer.status} {_code(_told(answer.body))}".rstrip()
            raise GatewayError(fault, is_final=is_final)
        told = _told(answer.body)
        # It was accepted: to ask again would send it twice.
        return told if isinstance(told, dict) else {}


def _told(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except ValueError:
        return None


def _code(told: Any) -> str:
    """Of the first error; its words are left out, since they quote telephone numbers."""
    errors = told.get("errors") if isinstance(told, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    code = first.get("code", "") if isinstance(first, dict) else ""
    return str(code)[:_LONGEST_CODE]
