"""Who cannot pay is refused before anything else happens: 402."""

from typing import Any

import pytest

from tests.api.outcome import Outcome
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.smallest_plan import put_on_smallest_plan
from tests.api.tenants import Tenant
from voipbin.core.number.model import NUMBER
from voipbin.core.repository import Repository

TEL = [{"type": "tel", "target": f"+4930{index:07}"} for index in range(3)]


class Sender:
    """A tenant who sends to a few."""

    def __init__(self, running: RunningPlatform, rest: RestFace, tenant: Tenant) -> None:
        self._running, self._rest, self._tenant = running, rest, tenant

    def has(self, micros: int) -> None:
        put_on_smallest_plan(self._running, self._tenant, micros=micros)

    def message(self) -> Outcome:
        body = {"source": self._number(), "destinations": TEL, "text": "hello"}
        return self._post("/messages", body)

    def email(self) -> Outcome:
        to = [{"type": "email", "target": f"{name}@b.test"} for name in "xyz"]
        return self._post("/emails", {"destinations": to, "subject": "a", "content": "b"})

    def _post(self, path: str, body: dict[str, Any]) -> Outcome:
        return self._rest.send("POST", path, self._tenant.admin, json=body)

    def _number(self) -> dict[str, str]:
        async def read() -> str:
            async with self._running.store.reading() as connection:
                numbers = Repository(NUMBER, connection, self._tenant.id)
                return (await numbers.get(self._tenant.ids["number"])).number

        return {"type": "tel", "target": self._running.do(read())}


@pytest.fixture
def sender(running: RunningPlatform, rest: RestFace, tenant: Tenant) -> Sender:
    return Sender(running, rest, tenant)


@pytest.mark.parametrize("kind", ["message", "email"])
def test_each_receiver_has_to_be_paid(sender: Sender, kind: str) -> None:
    sender.has(29_999)
    refused = getattr(sender, kind)()
    assert (refused.status, refused.reason) == (402, "INSUFFICIENT_BALANCE")
    assert "0.03 dollars" in refused.message
    sender.has(30_000)
    assert getattr(sender, kind)().reason != "INSUFFICIENT_BALANCE"
