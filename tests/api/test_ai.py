"""Ais and teams: what is kept, what is masked, which graphs are refused."""

from typing import Any

import pytest

from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.ai.model import AI, KEY_MASK
from voipbin.core.ai.tools import BUILT_IN_TOOLS
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository

MODEL = "openai.gpt-4o"


def sealed_key(running: RunningPlatform, id: str) -> str:
    async def read() -> Any:
        async with running.store.reading() as connection:
            every = Repository.across_customers_for_super_admin(AI, connection)
            return await every.read(id)

    sealed = str(running.do(read()).sealed_engine_key)
    return running.box.open(sealed, id) if sealed else ""


class TestAi:
    def test_valid(self, rest: RestFace, tenant: Tenant) -> None:
        wanted = {
            "name": "Reception",
            "engine_model": "openrouter.vendor/model.v1.5",
            "parameter": {"tone": "kind", "topics": [1, {"a": None}]},
            "tts_type": "nvidia-riva",
            "stt_type": "deepgram",
            "tool_names": ["all", "no_such_tool"],
        }
        made = rest.send("POST", "/ais", tenant.manager, json=wanted).body
        assert made | wanted == made
        changed = rest.send("PUT", f"/ais/{made['id']}", tenant.admin, json={"engine_model": MODEL})
        assert (changed.body["name"], changed.body["tool_names"]) == ("", [])

    @pytest.mark.parametrize("model", ["", "openai", "openai.", "nobody.gpt-4o", "gpt-4o"])
    def test_unknown_model(self, rest: RestFace, tenant: Tenant, model: str) -> None:
        refused = rest.send("POST", "/ais", tenant.admin, json={"engine_model": model})
        assert [name for name, _ in refused.violations] == ["engine_model"]

    def test_key_is_sealed_and_masked(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant
    ) -> None:
        body = {"engine_model": MODEL, "engine_key": "sk-very-secret"}
        made = rest.send("POST", "/ais", tenant.admin, json=body).body
        path = f"/ais/{made['id']}"
        assert made["engine_key"] == KEY_MASK
        assert sealed_key(running, made["id"]) == "sk-very-secret"
        steps: list[tuple[dict[str, str], str]] = [
            ({}, "sk-very-secret"),
            ({"engine_key": KEY_MASK}, "sk-very-secret"),
            ({"engine_key": "sk-other"}, "sk-other"),
            ({"engine_key": ""}, ""),
        ]
        for fields, kept in steps:
            sent = rest.send("PUT", path, tenant.admin, json={"engine_model": MODEL, **fields})
            assert sent.body["engine_key"] == (KEY_MASK if kept else "")
            assert sealed_key(running, made["id"]) == kept

    def test_mask_is_no_key(self, rest: RestFace, tenant: Tenant) -> None:
        body = {"engine_model": MODEL, "engine_key": KEY_MASK}
        refused = rest.send("POST", "/ais", tenant.admin, json=body)
        assert [name for name, _ in refused.violations] == ["engine_key"]


def member(ai_id: str, *ways: tuple[str, str], id: str = "") -> dict[str, Any]:
    transitions = [
        {"function_name": name, "description": "", "next_member_id": to} for name, to in ways
    ]
    return {"id": id or new_id(), "name": "Desk", "ai_id": ai_id, "transitions": transitions}


class TestTeam:
    def faults(self, rest: RestFace, tenant: Tenant, start: str, members: Any) -> set[str]:
        body = {"start_member_id": start, "members": members}
        created = rest.send("POST", "/teams", tenant.admin, json=body)
        path = f"/teams/{tenant.ids['team']}"
        updated = rest.send("PUT", path, tenant.admin, json=body)
        assert created.violations == updated.violations
        return {name for name, _ in created.violations}

    def test_loops_and_islands(self, rest: RestFace, tenant: Tenant) -> None:
        first, second, island = new_id(), new_id(), new_id()
        ai = tenant.ids["ai"]
        members = [
            member(ai, ("again", first), ("go_on", second), id=first),
            member(ai, ("back", first), id=second),
            member(ai, id=island),
        ]
        body = {"start_member_id": first, "members": members}
        made = rest.send("POST", "/teams", tenant.admin, json=body)
        assert made.ok, made
        assert (made.body["start_member_id"], made.body["members"]) == (first, members)

    def test_every_fault_of_a_graph(self, rest: RestFace, tenant: Tenant) -> None:
        ai, same = tenant.ids["ai"], new_id()
        members = [
            member(ai, ("twice", same), ("twice", new_id()), ("stop_flow", same), id=same),
            member(ai, ("twice", same), id=same),
        ]
        assert self.faults(rest, tenant, new_id(), members) == {
            "start_member_id",
            "members[0].id",
            "members[1].id",
            "members[0].transitions[0].function_name",
            "members[0].transitions[1].function_name",
            "members[0].transitions[1].next_member_id",
            "members[0].transitions[2].function_name",
        }

    def test_every_empty_field(self, rest: RestFace, tenant: Tenant) -> None:
        empty = {"id": "", "name": "", "ai_id": "", "transitions": [{"function_name": "a b"}]}
        assert self.faults(rest, tenant, "", [empty]) == {
            "start_member_id",
            "members[0].id",
            "members[0].name",
            "members[0].ai_id",
            "members[0].transitions[0].function_name",
            "members[0].transitions[0].next_member_id",
        }
        assert self.faults(rest, tenant, "", []) == {"start_member_id", "members"}

    def test_every_unknown_ai(self, rest: RestFace, tenant: Tenant, stranger: Tenant) -> None:
        first = new_id()
        members = [
            member(new_id(), id=first),
            member(tenant.ids["ai"]),
            member(stranger.ids["ai"]),
        ]
        found = self.faults(rest, tenant, first, members)
        assert found == {"members[0].ai_id", "members[2].ai_id"}

    def test_super_admin_mixes_no_customers(
        self, rest: RestFace, tenant: Tenant, stranger: Tenant
    ) -> None:
        first = new_id()
        body = {"start_member_id": first, "members": [member(stranger.ids["ai"], id=first)]}
        refused = rest.send("PUT", f"/teams/{tenant.ids['team']}", tenant.super_admin, json=body)
        assert [name for name, _ in refused.violations] == ["members[0].ai_id"]

    @pytest.mark.parametrize("name", sorted(BUILT_IN_TOOLS))
    def test_reserved_names(self, rest: RestFace, tenant: Tenant, name: str) -> None:
        first = new_id()
        members = [member(tenant.ids["ai"], (name, first), id=first)]
        found = self.faults(rest, tenant, first, members)
        assert found == {"members[0].transitions[0].function_name"}
