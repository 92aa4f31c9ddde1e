"""The REST and GraphQL client of the demo."""

from pathlib import Path
from types import TracebackType
from typing import Any

import httpx2

from voipbin.core.commands.demo.failure import StepFailed

_TIMEOUT_S = 40.0


class Rest:
    """Speaks to a platform with an access key.

    Args:
        facts: the ready file.
        log: named when an answer is not what it should be.
    """

    def __init__(self, facts: dict[str, Any], log: Path) -> None:
        self._base = str(facts["rest"])
        self._graphql = str(facts["graphql"])
        self._key = str(facts["demo"]["accesskey"])
        self._log = log
        # Nothing on loopback goes through a proxy of the environment.
        self._http = httpx2.AsyncClient(timeout=_TIMEOUT_S, trust_env=False)

    async def __aenter__(self) -> "Rest":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def get(self, path: str) -> Any:
        """JSON of a GET that must succeed."""
        return (await self._send("GET", path, None)).json()

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """JSON of a POST that must succeed."""
        return (await self._send("POST", path, body)).json()

    async def download(self, path: str) -> bytes:
        """Body behind the redirect a path answers with."""
        answer = await self._send("GET", path, None)
        if answer.status_code != 307:
            raise StepFailed(f"GET {path}", "a redirect (307)", f"{answer.status_code}", self._log)
        file = await self._http.get(answer.headers["location"])
        if file.status_code != 200:
            came = f"{file.status_code} from the link"
            raise StepFailed(f"GET {path}", "a file behind the redirect", came, self._log)
        return file.content

    async def graphql(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """`data` of a GraphQL query that must succeed."""
        body = {"query": query, "variables": variables}
        answer = await self._http.post(self._graphql, json=body, params={"accesskey": self._key})
        if answer.status_code != 200 or answer.json().get("errors"):
            came = f"{answer.status_code} {answer.text[:300]}"
            raise StepFailed("GraphQL", "an answer without errors", came, self._log)
        data: dict[str, Any] = answer.json()["data"]
        return data

    async def _send(self, verb: str, path: str, body: dict[str, Any] | None) -> httpx2.Response:
        address = f"{self._base}{path}"
        try:
            answer = await self._http.request(
                verb, address, json=body, params={"accesskey": self._key}
            )
        except httpx2.HTTPError as error:
            came = f"{type(error).__name__}: {error}"
            raise StepFailed(f"{verb} {path}", "an answer", came, self._log) from None
        if answer.status_code >= 400:
            came = f"{answer.status_code} {answer.text[:300]}"
            raise StepFailed(f"{verb} {path}", "success", came, self._log)
        return answer
