"""The pages of mailed links in a real browser: one form each, and what came of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from google.rpc import code_pb2, status_pb2

from tests.gateway.browser import Page, chromium
from tests.gateway.fake_core import FakeCore
from tests.peers import require_peer
from voipbin.v1 import auth_pb2

TOKEN = "0123456789abcdef" * 4
BROKEN = status_pb2.Status(code=code_pb2.INVALID_ARGUMENT, message="token: ask for another mail")
ALERT = "document.querySelector('[role=alert]').textContent"
IS_OVER = f"(!document.querySelector('#done').hidden || {ALERT})"
ADDRESS = "location.pathname + location.search"
LOADED = """new Promise((done) => document.readyState === 'complete'
  ? done() : addEventListener('load', () => done()))"""
PRESS = "document.querySelector('button').click()"


@asynccontextmanager
async def opened(client: httpx2.AsyncClient, name: str) -> AsyncIterator[Page]:
    require_peer("chromium")
    url = f"{str(client.base_url).rstrip('/')}/auth/{name}?token={TOKEN}"
    async with chromium("chromium") as page:
        await page.open(url, 800, 600)
        await page.wait_for("document.querySelector('form')")
        await page.evaluate(LOADED)
        yield page


async def type_passwords(page: Page, password: str, again: str) -> None:
    await page.evaluate(
        f"document.querySelector('#password').value = '{password}';"
        f"document.querySelector('#again').value = '{again}'; {PRESS}"
    )


async def test_verified(core: FakeCore, client: httpx2.AsyncClient) -> None:
    core.on("VerifyEmail", lambda _: auth_pb2.VerifyEmailResponse(accesskey={"token": "vb_first"}))
    async with opened(client, "email-verify") as page:
        assert core.requests == [], "a mail scanner that follows the link uses nothing up"
        await page.evaluate(PRESS)
        await page.wait_for(IS_OVER)
        assert await page.evaluate(ALERT) == ""
        assert "vb_first" in await page.evaluate("document.querySelector('#done').innerText")
        assert await page.evaluate("document.querySelector('form').hidden")
        assert await page.evaluate(ADDRESS) == "/auth/email-verify", "the token leaves the history"
    assert core.requests == [auth_pb2.VerifyEmailRequest(token=TOKEN)]


@pytest.mark.parametrize("name", ["email-verify", "password-reset"])
async def test_link_that_does_not_work(
    core: FakeCore, client: httpx2.AsyncClient, name: str
) -> None:
    for operation in ("VerifyEmail", "ResetPassword"):
        core.fail(operation, BROKEN)
    async with opened(client, name) as page:
        if name == "password-reset":
            await type_passwords(page, "correct horse", "correct horse")
        else:
            await page.evaluate(PRESS)
        await page.wait_for(IS_OVER)
        assert "ask for another mail" in await page.evaluate(ALERT)
        assert await page.evaluate("document.querySelector('#done').hidden")
        assert not await page.evaluate("document.querySelector('button').disabled"), "try again"


async def test_password(core: FakeCore, client: httpx2.AsyncClient) -> None:
    async with opened(client, "password-reset") as page:
        await type_passwords(page, "correct horse", "correct house")
        await page.wait_for(IS_OVER)
        assert await page.evaluate(ALERT) == "The two passwords differ."
        await type_passwords(page, "correct horse", "correct horse")
        await page.wait_for("!document.querySelector('#done').hidden")
        assert await page.evaluate(ALERT) == ""
        assert await page.evaluate(ADDRESS) == "/auth/password-reset"
    assert core.requests == [auth_pb2.ResetPasswordRequest(token=TOKEN, password="correct horse")]


async def test_empty_password_goes_nowhere(core: FakeCore, client: httpx2.AsyncClient) -> None:
    async with opened(client, "password-reset") as page:
        await type_passwords(page, "", "")
        assert not await page.evaluate("document.querySelector('form').checkValidity()")
        assert await page.evaluate("document.querySelector('#done').hidden")
    assert core.requests == []
