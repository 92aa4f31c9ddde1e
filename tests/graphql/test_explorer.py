"""GraphiQL in a real browser that can reach nothing but this machine."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from tests.graphql.browser import Page, browser
from tests.graphql.conftest import Client
from tests.graphql.serving import serving
from tests.graphql.world import call_id, serve_world
from tests.peers import require_peer
from voipbin.v1 import event_pb2

_QUERY_EDITOR = "document.querySelector('.graphiql-query-editor .CodeMirror')"
_HEADERS_EDITOR = "document.querySelectorAll('.graphiql-editor-tool .CodeMirror')[1]"
_ANSWER = "document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()"


async def _type(page: Page, editor: str, text: str) -> None:
    """Replace what an editor holds, through the keyboard's way in."""
    await page.value(f"{editor}.CodeMirror.focus(), {editor}.CodeMirror.execCommand('selectAll')")
    # Brackets would be closed by the editor, as for a person.
    await page.value(f"{editor}.CodeMirror.setOption('autoCloseBrackets', false)")
    await page.ask("Input.insertText", text=text)


async def _ask(page: Page, name: str, operation: str) -> None:
    """Type an operation and wait for GraphiQL to have read it."""
    await _type(page, _QUERY_EDITOR, operation)
    await page.until(f"{_QUERY_EDITOR}.CodeMirror.operationName === '{name}'")


async def _press_play(page: Page) -> None:
    await page.value("document.querySelector('.graphiql-execute-button').click()")


async def test_explorer_offline(client: Client, tmp_path: Path) -> None:
    require_peer("chromium")
    serve_world(client.core, 3)

    async def watch(request: event_pb2.WatchEventsRequest):  # type: ignore[no-untyped-def]
        yield event_pb2.Event(id="41", type="call_hangup")

    client.core.handlers["WatchEvents"] = watch
    async with serving(client.app) as address, browser(tmp_path / "profile") as page:
        await page.ask("Page.navigate", url=f"http://{address}/graphql")
        await page.until(f"{_QUERY_EDITOR} && {_QUERY_EDITOR}.CodeMirror.getValue().length > 100")

        await _press_play(page)
        await page.until(f"{_ANSWER}.includes('sentence 1')")
        first = json.loads(await page.value(_ANSWER))
        assert len(first["data"]["calls"]["nodes"]) == 3
        await page.picture(tmp_path / "explorer.png")

        await _type(page, _HEADERS_EDITOR, '{"accesskey": "vb_key"}')
        await _ask(page, "One", f'query One {{ call(id: "{call_id(2)}") {{ id type }} }}')
        await _press_play(page)
        await page.until(f"{_ANSWER}.includes('sip-service')")
        assert client.core.metadata[-1]["accesskey"] == "vb_key"

        await _ask(page, "Watch", "subscription Watch { events { id type } }")
        await _press_play(page)
        await page.until(f"{_ANSWER}.includes('call_hangup')")
        assert client.core.metadata[-1]["accesskey"] == "vb_key"
        assert page.complaints == []
    asked = [urlsplit(url) for url in page.requested]
    assert {url.netloc for url in asked if url.scheme not in ("data", "about")} == {address}
    assert len([url for url in asked if "/static/" in url.path]) >= 8
