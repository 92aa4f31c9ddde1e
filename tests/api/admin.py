"""The admin of a customer at the REST face, asking by path; and the store behind its back."""

from typing import Any

from sqlalchemy import update

from tests.api.outcome import Outcome
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from voipbin.core.resource import Resource


class Admin:
    """Somebody who may do everything within one customer."""

    def __init__(self, rest: RestFace, who: dict[str, str]) -> None:
        self._rest = rest
        self._who = who

    def get(self, path: str, **query: Any) -> Outcome:
        return self._rest.send("GET", path, self._who, params=query)

    def post(self, path: str, **body: Any) -> Outcome:
        return self._rest.send("POST", path, self._who, json=body)

    def put(self, path: str, **body: Any) -> Outcome:
        return self._rest.send("PUT", path, self._who, json=body)

    def delete(self, path: str) -> Outcome:
        return self._rest.send("DELETE", path, self._who)

    def made(self, path: str, **body: Any) -> dict[str, Any]:
        """What a POST answers; a refusal fails the test."""
        outcome = self.post(path, **body)
        assert outcome.ok, outcome
        return outcome.body

    def shown(self, path: str, **query: Any) -> dict[str, Any]:
        """What a GET answers; a refusal fails the test."""
        outcome = self.get(path, **query)
        assert outcome.ok, outcome
        return outcome.body


def refusal(outcome: Outcome) -> tuple[str, str]:
    """Status and reason of a refusal."""
    return outcome.code, outcome.reason


def named(outcome: Outcome) -> list[str]:
    """The fields a refusal of values names."""
    assert outcome.code == "INVALID_ARGUMENT", outcome
    return [name for name, _ in outcome.violations]


def set_columns(running: RunningPlatform, resource: Resource[Any], id: str, **values: Any) -> None:
    """What an engine would do to a row."""

    async def store() -> None:
        async with running.store.writing() as work:
            await work.execute(
                update(resource.table).where(resource.table.c.id == id).values(values)
            )

    running.do(store())
