"""An email that a request was told is stored goes out, whatever becomes of the process."""

import asyncio
import signal
from pathlib import Path

import httpx2

from tests.fixtures import fake_sendgrid
from tests.fixtures.fake_sendgrid import FakeSendGrid
from tests.gateway.serving import serving
from tests.platform.api import Json
from tests.platform.program import Program

_LONG_S = 30.0


async def test_sent_after_a_crash(tmp_path: Path) -> None:
    silence = asyncio.Event()
    sendgrid = FakeSendGrid(silence=silence)
    async with serving(sendgrid.app) as client:
        url = str(client.base_url).rstrip("/")
        program = Program(
            tmp_path, "--sendgrid-url", url, "--sendgrid-api-key", fake_sendgrid.API_KEY
        )
        try:
            await program.start()
            made = await _post(program.facts)
            async with asyncio.timeout(_LONG_S):
                while not sendgrid.requests:
                    await asyncio.sleep(0.01)
            await program.end(signal.SIGKILL)
            silence.set()
            assert sendgrid.taken == []
            stage = await program.start()
            await stage.timeline.wait(
                "email_updated",
                lambda body: (body["id"], body["status"]) == (made["id"], "processed"),
            )
        finally:
            silence.set()
            await program.close()
    (sent,) = sendgrid.taken
    assert sent["personalizations"][0]["custom_args"] == {"voipbin_message_id": made["id"]}


async def _post(facts: Json) -> Json:
    body = {
        "destinations": [{"type": "email", "target": "ann@example.com"}],
        "subject": "Hello",
        "content": "there",
    }
    query = {"accesskey": facts["demo"]["accesskey"]}
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{facts['rest']}/emails", json=body, params=query)
    assert answer.status_code == 200, answer.text
    made: Json = answer.json()
    return made
