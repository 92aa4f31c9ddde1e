"""The pages that mailed links lead to."""

import httpx2
import pytest

TOKEN = "0123456789abcdef" * 4


@pytest.mark.parametrize("name", ["email-verify", "password-reset"])
async def test_page(client: httpx2.AsyncClient, name: str) -> None:
    for root in ("/auth", "/v1.0/auth"):
        page = await client.get(f"{root}/{name}", params={"token": TOKEN})
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "'unsafe-inline'" not in page.headers["content-security-policy"]
        assert "<form" in page.text
        assert TOKEN not in page.text, "the script reads it where it stands: nothing to escape"
        for asset in ("page.css", "page.js"):
            assert f'"{asset}"' in page.text
            assert (await client.get(f"{root}/{asset}")).status_code == 200


@pytest.mark.parametrize("token", [None, "", "abc", TOKEN.upper(), TOKEN + "0", f"{TOKEN}\n"])
async def test_token_that_is_none(client: httpx2.AsyncClient, token: str | None) -> None:
    params = {} if token is None else {"token": token}
    refused = await client.get("/auth/email-verify", params=params)
    assert refused.status_code == 400
    assert refused.json()["error"]["details"][0]["field"] == "token"
