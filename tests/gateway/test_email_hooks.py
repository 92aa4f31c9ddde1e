"""Addresses that providers of emails call: the very bytes go on, refusals look like all others."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from tests.gateway.serving import Serve
from tests.gateway.test_hostile import checked_error


@dataclass
class Told:
    """What a test's hooks answer."""

    status: int = 200
    reason: str = ""
    message: str = ""


@dataclass
class Hooks:
    """Remembers what it was told."""

    answer: Told = field(default_factory=Told)
    heard: list[tuple[str, bytes, str]] = field(default_factory=list)

    async def sendgrid(self, body: bytes, headers: Mapping[str, str]) -> Told:
        self.heard.append(("sendgrid", body, headers.get("x-signature", "")))
        return self.answer

    async def mailgun(self, body: bytes, headers: Mapping[str, str]) -> Told:
        self.heard.append(("mailgun", body, headers.get("x-signature", "")))
        return self.answer


@pytest.mark.parametrize("provider", ["sendgrid", "mailgun"])
async def test_bytes_and_headers_as_they_came(serve: Serve, provider: str) -> None:
    hooks = Hooks()
    client = await serve(email_hooks=hooks)
    body = b'[ {"a":\t1} ]\r\n'
    url = f"/v1.0/emails/{provider}"
    answer = await client.post(url, content=body, headers={"X-Signature": "s"})
    assert (answer.status_code, answer.json()) == (200, {})
    assert hooks.heard == [(provider, body, "s")]


@pytest.mark.parametrize(
    ("status", "name"), [(400, "INVALID_ARGUMENT"), (403, "PERMISSION_DENIED")]
)
async def test_refused(serve: Serve, status: int, name: str) -> None:
    hooks = Hooks(Told(status, "SIGNATURE_INVALID", "not the provider's"))
    client = await serve(email_hooks=hooks)
    answer = await client.post("/v1.0/emails/sendgrid", content=b"[]")
    assert checked_error(answer, status, "SIGNATURE_INVALID")["status"] == name


async def test_too_long(serve: Serve) -> None:
    hooks = Hooks()
    client = await serve(email_hooks=hooks)
    answer = await client.post("/v1.0/emails/sendgrid", content=bytes((1 << 20) + 1))
    assert answer.status_code == 413
    assert hooks.heard == []


async def test_gateway_without_hooks(serve: Serve) -> None:
    client = await serve()
    answer = await client.post("/v1.0/emails/sendgrid", content=b"[]")
    assert answer.status_code == 405
