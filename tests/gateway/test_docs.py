"""The documentation page, in a real browser without any network but loopback."""

import os
from pathlib import Path

import httpx2
import pytest

from tests.gateway.browser import chromium
from tests.gateway.fake_core import FakeCore
from tests.peers import require_peer
from voipbin.v1 import flow_pb2

UUID = "550e8400-e29b-41d4-a716-446655440000"


@pytest.mark.parametrize(
    "name", ["", "/style.css", "/app.js", "/dom.js", "/schema.js", "/tryit.js"]
)
async def test_files(client: httpx2.AsyncClient, name: str) -> None:
    answer = await client.get(f"/docs{name}")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for elsewhere in ("http://", "https://", "//cdn", "@import"):
        assert elsewhere not in answer.text.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("name", ["page.css", "..%2fapp.py", "%2e%2e", "page.html%00"])
async def test_other_files(client: httpx2.AsyncClient, name: str) -> None:
    assert (await client.get(f"/docs/{name}")).status_code == 404


async def test_page_in_a_browser(
    core: FakeCore, client: httpx2.AsyncClient, tmp_path: Path
) -> None:
    core.on("CreateFlow", lambda request: flow_pb2.Flow(id=UUID, name=request.name))
    pictures = Path(os.environ.get("VOIPBIN_TEST_PICTURES", tmp_path))
    require_peer("chromium")
    async with chromium("chromium") as page:
        await page.open(f"{client.base_url}/docs".replace("//docs", "/docs"), 1360, 1250)
        await page.wait_for("document.body?.dataset.ready")
        assert await page.evaluate("document.querySelectorAll('.operation').length") > 300
        await page.screenshot(pictures / "docs.png")

        await page.evaluate("location.hash = '#CreateFlow'")
        await page.wait_for("document.querySelector('#CreateFlow .try')")
        await page.evaluate(
            """document.querySelector('#credential').value = 'vb_x';
            document.querySelector('#CreateFlow textarea').value = '{"name": "from the page"}';
            document.querySelector('#CreateFlow .try button').click()"""
        )
        await page.wait_for("document.querySelector('#CreateFlow .try .status')")
        answer = await page.evaluate("document.querySelector('#CreateFlow .try').innerText")
        await page.screenshot(pictures / "docs-operation.png")
        assert "200 OK" in answer
        assert UUID in answer
        assert core.requests == [flow_pb2.CreateFlowRequest(name="from the page")]
        assert core.metadata["accesskey"] == "vb_x"

        upload = "document.querySelector('#UploadFile .try')"
        await page.evaluate("location.hash = '#UploadFile'")
        await page.wait_for(upload)
        assert await page.evaluate(f"{upload}.querySelector('input[type=file]').name") == "file"
        assert "-F 'file=@FILE'" in await page.evaluate(f"{upload}.innerText")

        await page.evaluate(
            """document.querySelector('#search').value = '/calls/ recording_start';
            document.querySelector('#search').dispatchEvent(new Event('input'))"""
        )
        shown = "[...document.querySelectorAll('.operation:not([hidden])')].map((o) => o.id)"
        assert await page.evaluate(shown) == ["StartCallRecording"]
    assert (pictures / "docs.png").stat().st_size > 20_000
