"""Handshakes to WebSockets that are not there: refused before the upgrade, as any request is."""

import asyncio
import json
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant


def refusal(running: RunningPlatform, path: str) -> tuple[int, Any]:
    """Status and body of the answer to a handshake."""

    async def shake() -> tuple[int, Any]:
        url = running.rest.replace("http:", "ws:") + path
        with pytest.raises(InvalidStatus) as refused:
            async with connect(url, proxy=None):
                pass
        response = refused.value.response
        return response.status_code, json.loads(response.body)

    return asyncio.run(shake())


def test_media_of_a_call(running: RunningPlatform, tenant: Tenant, stranger: Tenant) -> None:
    path = f"/calls/{tenant.ids['call']}/media_stream"
    key = tenant.accesskey["accesskey"]
    cases = {
        f"?encapsulation=rtp&accesskey={key}": (409, "CALL_ALREADY_HUNG_UP"),
        f"?encapsulation=mediasocket&accesskey={key}": (400, "INVALID_ARGUMENT"),
        f"?accesskey={key}": (400, "INVALID_ARGUMENT"),
        f"?encapsulation=sln&accesskey={stranger.accesskey['accesskey']}": (404, "CALL_NOT_FOUND"),
        "?encapsulation=sln": (401, "UNAUTHENTICATED"),
    }
    for query, expected in cases.items():
        status, body = refusal(running, path + query)
        assert (status, body["error"]["reason"]) == expected, query


def test_unknown_path(running: RunningPlatform) -> None:
    assert refusal(running, "/nowhere")[0] == 404
