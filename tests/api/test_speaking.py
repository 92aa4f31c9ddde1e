"""Sessions that speak."""

from typing import Any, cast

import pytest

from tests.api.rest_face import RestFace
from tests.api.rows_of_tenant import change_row, event_types_of
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.ids import new_id

KINDS = {"call": "call", "confbridge": "conference"}
OVER = {"call": "hangup", "confbridge": "terminated"}


class TestCreate:
    def ask(self, rest: RestFace, tenant: Tenant, kind: str, id: str, **more: Any) -> Any:
        body = {"reference_type": kind, "reference_id": id, **more}
        return rest.send("POST", "/speakings", tenant.admin, json=body)

    @pytest.mark.parametrize("kind", KINDS)
    def test_reference(self, rest: RestFace, tenant: Tenant, stranger: Tenant, kind: str) -> None:
        for wrong in ("", new_id(), stranger.ids[KINDS[kind]]):
            refused = self.ask(rest, tenant, kind, wrong)
            assert [name for name, _ in refused.violations] == ["reference_id"]

    @pytest.mark.parametrize("kind", KINDS)
    def test_one_at_a_time(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant, kind: str
    ) -> None:
        id = tenant.ids[KINDS[kind]]
        change_row(running, tenant, KINDS[kind], status="progressing")
        for status in ("initiating", "active"):
            change_row(running, tenant, "speaking", status=status, reference_id=id)
            assert self.ask(rest, tenant, kind, id).reason == "SPEAKING_ALREADY_EXISTS"
        change_row(running, tenant, "speaking", status="stopped")
        opened = self.ask(rest, tenant, kind, id, direction="both", language="de-de")
        assert opened.status == 201
        # There is a row of a call but no media of it; a conference need not have members yet.
        attached = "stopped" if kind == "call" else "active"
        shown = [opened.body[name] for name in ("status", "provider", "language", "direction")]
        assert shown == [attached, "elevenlabs", "de-DE", "both"]
        assert opened.body["reference_id"] == id
        change_row(running, tenant, KINDS[kind], status=OVER[kind])
        assert self.ask(rest, tenant, kind, id).code == "FAILED_PRECONDITION"

    def test_words(self, rest: RestFace, tenant: Tenant) -> None:
        id = tenant.ids["call"]
        for wrong in ("", "conference"):
            refused = self.ask(rest, tenant, wrong, id)
            assert [name for name, _ in refused.violations] == ["reference_type"]
        refused = self.ask(rest, tenant, "call", id, direction="up")
        assert [name for name, _ in refused.violations] == ["direction"]


class TestSession:
    @pytest.fixture
    def path(self, tenant: Tenant) -> str:
        return f"/speakings/{tenant.ids['speaking']}"

    def test_say_counts_bytes(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant, path: str
    ) -> None:
        change_row(running, tenant, "speaking", status="active")
        for text in ("x" * 5000, "é" * 2500):
            said = rest.send("POST", f"{path}/say", tenant.admin, json={"text": text})
            # Long enough or not, this process has no such session.
            assert said.reason == "SPEAKING_NOT_ACTIVE"
        for text in ("", "x" * 5001, "é" * 2501):
            said = rest.send("POST", f"{path}/say", tenant.admin, json={"text": text})
            assert [name for name, _ in said.violations] == ["text"]

    def test_flush_and_stop(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant, path: str
    ) -> None:
        assert rest.send("POST", f"{path}/flush", tenant.admin).reason == "SPEAKING_NOT_ACTIVE"
        assert rest.send("POST", f"{path}/stop", tenant.admin).body["status"] == "stopped"
        change_row(running, tenant, "speaking", status="active")
        assert rest.send("POST", f"{path}/flush", tenant.admin).reason == "SPEAKING_NOT_ACTIVE"
        assert rest.send("POST", f"{path}/stop", tenant.admin).body["status"] == "stopped"
        assert rest.send("POST", f"{path}/stop", tenant.admin).body["status"] == "stopped"
        assert event_types_of(running, tenant) == ["speaking_stopped"]

    def test_delete_stops(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant, path: str
    ) -> None:
        change_row(running, tenant, "speaking", status="active")
        assert rest.send("DELETE", path, tenant.admin).body["status"] == "stopped"
        assert event_types_of(running, tenant) == ["speaking_stopped", "speaking_deleted"]

    def test_list_is_bare(self, rest: RestFace, tenant: Tenant, path: str) -> None:
        params = {"page_size": 1}
        (listed,) = cast(Any, rest.send("GET", "/speakings", tenant.admin, params=params).body)
        older = params | {"page_token": listed["tm_create"]}
        assert not rest.send("GET", "/speakings", tenant.admin, params=older).body
