"""Posting to a speech vendor: retries, and its refusals as our errors."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import httpx2

from voipbin.media.speech.errors import (
    SpeechDenied,
    SpeechQuota,
    SpeechTimeout,
    SpeechUnavailable,
)

_BACKOFF_S = (0.2, 0.8)
"""Pauses before the second and the third attempt: a caller is waiting in silence."""


class VendorClient:
    """One vendor's HTTP API.

    Args:
        name: the vendor as people call it, for messages.
        base_url: without trailing path.
        headers: sent with every request; the key is in there.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        headers: Mapping[str, str],
        *,
        timeout_s: float = 10.0,
        backoff_s: tuple[float, ...] = _BACKOFF_S,
    ) -> None:
        self.name = name
        self._backoff_s = backoff_s
        self._http = httpx2.AsyncClient(
            base_url=base_url, headers=dict(headers), timeout=timeout_s, trust_env=False
        )

    async def post(
        self, path: str, body: Mapping[str, Any], *, params: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """Post JSON; a 5xx or a broken connection is tried again.

        Raises:
            ValueError: the vendor says the request is wrong; carries its words.
            SpeechDenied: key or account refused.
            SpeechQuota: too many requests.
            SpeechUnavailable: no useful answer, three times.
        """
        for pause_s in (*self._backoff_s, None):
            try:
                response = await self._http.post(path, json=dict(body), params=params)
                if response.status_code < 500:
                    return self._checked(response)
                problem = f"{self.name}: HTTP {response.status_code} {_words(response)}"
                failure: SpeechUnavailable = SpeechUnavailable(problem)
            except httpx2.TimeoutException:
                failure = SpeechTimeout(f"{self.name}: no answer in time")
            except httpx2.TransportError as error:
                failure = SpeechUnavailable(f"{self.name}: {error or type(error).__name__}")
            if pause_s is None or isinstance(failure, SpeechTimeout):
                raise failure
            await asyncio.sleep(pause_s)
        raise AssertionError

    def _checked(self, response: httpx2.Response) -> httpx2.Response:
        status, words = response.status_code, _words(response)
        if status < 300:
            return response
        if status in (401, 403) or "API_KEY_INVALID" in response.text:
            raise SpeechDenied(f"{self.name}: key refused ({status}) {words}")
        if status == 429:
            raise SpeechQuota(f"{self.name}: quota used up, {words}", _retry_after_s(response))
        if status in (400, 404, 422):
            raise ValueError(f"{self.name} refused the request: {words}")
        raise SpeechUnavailable(f"{self.name}: HTTP {status} {words}")

    async def aclose(self) -> None:
        await self._http.aclose()


def json_object(name: str, response: httpx2.Response) -> dict[str, Any]:
    """The JSON object of an answer. Raises SpeechUnavailable when it is none."""
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise SpeechUnavailable(f"{name}: the answer is no JSON object")
    return answer


def _words(response: httpx2.Response) -> str:
    """The vendor's own explanation, short; vendors nest it under different names."""
    try:
        body = response.json()
    except ValueError:
        return response.text[:200]
    for key in ("error", "detail", "err_msg", "message"):
        if isinstance(body, dict) and key in body:
            body = body[key]
    return str(body)[:200]


def _retry_after_s(response: httpx2.Response) -> float | None:
    header = response.headers.get("retry-after", "")
    if re.fullmatch(r"\d+(\.\d+)?", header):
        return float(header)
    # google.rpc.RetryInfo, which Google sends instead of the header.
    match = re.search(r'"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"', response.text)
    return float(match.group(1)) if match else None
