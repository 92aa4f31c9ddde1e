"""Sessions of ais and their messages; summaries and questions are checked, then refused."""

import json
from typing import Any

import pytest

from tests.api.eventually import eventually
from tests.api.rest_face import RestFace
from tests.api.rows_of_tenant import change_row, event_types_of
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from tests.peers import require_peer
from voipbin.core.ids import new_id


def names(outcome: Any) -> list[str]:
    assert outcome.code == "INVALID_ARGUMENT", outcome
    return [name for name, _ in outcome.violations]


def messages(rest: RestFace, tenant: Tenant, aicall_id: str) -> list[dict[str, Any]]:
    """What was said, oldest first."""
    asked = rest.send("GET", "/aimessages", tenant.manager, params={"aicall_id": aicall_id})
    return list(reversed(asked.body["result"]))


class TestCreateAicall:
    def ask(self, rest: RestFace, tenant: Tenant, **fields: Any) -> Any:
        body = {"assistance_type": "ai", "assistance_id": tenant.ids["ai"], **fields}
        return rest.send("POST", "/aicalls", tenant.manager, json=body)

    def test_in_a_conversation(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant
    ) -> None:
        talk = {"reference_type": "conversation", "reference_id": tenant.ids["conversation"]}
        made = self.ask(rest, tenant, **talk).body
        assert (made["status"], made["reference_type"]) == ("progressing", "conversation")
        assert made["reference_id"] == tenant.ids["conversation"]
        assert rest.send("DELETE", f"/aicalls/{made['id']}", tenant.manager).ok

    def test_team(self, rest: RestFace, tenant: Tenant) -> None:
        team = {"assistance_type": "team", "assistance_id": tenant.ids["team"]}
        made = self.ask(rest, tenant, **team).body
        assert (made["status"], made["assistance_id"]) == ("progressing", tenant.ids["team"])
        body = {"aicall_id": made["id"], "role": "user", "content": "hello"}
        assert rest.send("POST", "/aimessages", tenant.manager, json=body).ok

    def test_snapshot_and_prompts(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant
    ) -> None:
        change_row(
            running, tenant, "ai", init_prompt="Be ${nobody}kind.", parameter={"shop": "Bonn"}
        )
        made = self.ask(rest, tenant, language="en-GB", gender="female").body
        assert (made["status"], made["tm_end"]) == ("progressing", None)
        assert made["ai_engine_model"] == "openai.gpt-4o"
        assert (made["language"], made["gender"]) == ("en-GB", "female")
        assert made["parameter"] == {"shop": "Bonn"}
        said = messages(rest, tenant, made["id"])
        assert [(one["role"], one["direction"]) for one in said] == [("system", "outgoing")] * 3
        assert [one["content"] for one in said[1:]] == ["Be kind.", '{"shop":"Bonn"}']
        assert event_types_of(running, tenant) == [
            "aicall_status_initializing",
            *["aimessage_created"] * 3,
            "aicall_status_progressing",
        ]

    def test_assistance(self, rest: RestFace, tenant: Tenant, stranger: Tenant) -> None:
        for wrong in (new_id(), stranger.ids["ai"], tenant.ids["team"]):
            assert names(self.ask(rest, tenant, assistance_id=wrong)) == ["assistance_id"]
        assert names(self.ask(rest, tenant, assistance_type="")) == ["assistance_type"]

    @pytest.mark.parametrize("kind", ["call", "conversation"])
    def test_reference(self, rest: RestFace, tenant: Tenant, stranger: Tenant, kind: str) -> None:
        for wrong in ("", new_id(), stranger.ids[kind]):
            refused = self.ask(rest, tenant, reference_type=kind, reference_id=wrong)
            assert names(refused) == ["reference_id"]

    def test_reference_without_type(self, rest: RestFace, tenant: Tenant) -> None:
        refused = self.ask(rest, tenant, reference_id=tenant.ids["call"])
        assert names(refused) == ["reference_type"]

    def test_task(self, rest: RestFace, tenant: Tenant) -> None:
        assert names(self.ask(rest, tenant, reference_type="task")) == ["reference_type"]

    def test_call_that_is_over(self, rest: RestFace, tenant: Tenant) -> None:
        call = {"reference_type": "call", "reference_id": tenant.ids["call"]}
        assert self.ask(rest, tenant, **call).reason == "CALL_ALREADY_HUNG_UP"


class TestTalkingByMessages:
    def begin(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant, *tools: str
    ) -> dict[str, Any]:
        change_row(running, tenant, "ai", tool_names=list(tools), init_prompt="", parameter={})
        body = {"assistance_type": "ai", "assistance_id": tenant.ids["ai"]}
        made: dict[str, Any] = rest.send("POST", "/aicalls", tenant.manager, json=body).body
        return made

    def say(self, rest: RestFace, tenant: Tenant, aicall: dict[str, Any], text: str) -> Any:
        body = {"aicall_id": aicall["id"], "role": "assistant", "content": text}
        return rest.send("POST", "/aimessages", tenant.manager, json=body).body

    def test_answer_comes_later(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant
    ) -> None:
        aicall = self.begin(running, rest, tenant)
        for text in ("Hello there", "And again"):
            said = self.say(rest, tenant, aicall, text)
            assert (said["role"], said["direction"], said["content"]) == ("user", "outgoing", text)
            (*_, answer) = eventually(
                lambda: messages(rest, tenant, aicall["id"]),
                lambda found: found[-1]["role"] == "assistant",
            )
            assert (answer["direction"], answer["content"]) == ("incoming", f"You said: {text}")

    def test_tool_ends_the_session(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant
    ) -> None:
        aicall = self.begin(running, rest, tenant, "all", "no such tool")
        self.say(rest, tenant, aicall, "Goodbye")
        path = f"/aicalls/{aicall['id']}"
        ended = eventually(
            lambda: rest.send("GET", path, tenant.manager).body,
            lambda found: found["status"] == "terminated",
        )
        assert ended["tm_end"] == ended["tm_update"]
        _, _, bye, used, result = messages(rest, tenant, aicall["id"])
        assert (bye["role"], bye["content"]) == ("assistant", "Goodbye.")
        (call,) = used["tool_calls"]
        assert (used["role"], used["content"]) == ("assistant", "")
        assert call["function"] == {"name": "stop_service", "arguments": "{}"}
        assert (result["role"], result["direction"]) == ("tool", "outgoing")
        assert result["tool_call_id"] == call["id"]
        assert json.loads(result["content"]) == {
            "tool_call_id": call["id"],
            "result": "success",
            "message": "The session ends.",
            "resource_type": "service",
            "resource_id": aicall["id"],
        }

    def test_tool_that_fails(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant
    ) -> None:
        aicall = self.begin(running, rest, tenant, "set_variables", "stop_service")
        self.say(rest, tenant, aicall, "Remember that name is Ada")
        (*_, result, answer) = eventually(
            lambda: messages(rest, tenant, aicall["id"]),
            lambda found: bool(found[-1]["content"]) and found[-1]["role"] == "assistant",
        )
        fault = "this session was started without a flow"
        assert json.loads(result["content"])["result"] == "failed"
        assert json.loads(result["content"])["message"] == fault
        assert answer["content"] == f"That did not work: {fault}"

    def test_model_that_fails(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant
    ) -> None:
        sealed = running.box.seal("sk-of-nobody", tenant.ids["ai"])
        change_row(running, tenant, "ai", sealed_engine_key=sealed, engine_model="aws.nova")
        body = {"assistance_type": "ai", "assistance_id": tenant.ids["ai"]}
        refused = rest.send("POST", "/aicalls", tenant.manager, json=body)
        assert refused.reason == "LLM_NOT_SERVED"
        assert "sk-of-nobody" not in refused.message

    def test_session_outlives_its_ai(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant
    ) -> None:
        aicall = self.begin(running, rest, tenant)
        assert rest.send("DELETE", f"/ais/{tenant.ids['ai']}", tenant.manager).ok
        self.say(rest, tenant, aicall, "Still there?")
        eventually(
            lambda: messages(rest, tenant, aicall["id"]),
            lambda found: found[-1]["content"] == "You said: Still there?",
        )

    def test_delete_ends_it(self, running: RunningPlatform, rest: RestFace, tenant: Tenant) -> None:
        aicall = self.begin(running, rest, tenant)
        gone = rest.send("DELETE", f"/aicalls/{aicall['id']}", tenant.manager).body
        assert (gone["status"], gone["tm_end"]) == ("terminated", gone["tm_delete"])
        body = {"aicall_id": aicall["id"], "content": "Hello?"}
        refused = rest.send("POST", "/aimessages", tenant.manager, json=body)
        assert names(refused) == ["aicall_id"]


class TestDeleteAicall:
    def test_live(self, running: RunningPlatform, rest: RestFace, tenant: Tenant) -> None:
        change_row(running, tenant, "aicall", status="progressing", tm_end=None)
        gone = rest.send("DELETE", f"/aicalls/{tenant.ids['aicall']}", tenant.admin).body
        assert gone["status"] == "terminated"
        assert gone["tm_end"] == gone["tm_delete"]
        types = event_types_of(running, tenant)
        assert types == ["aicall_status_terminated", "aicall_deleted"]

    def test_terminated(self, running: RunningPlatform, rest: RestFace, tenant: Tenant) -> None:
        path = f"/aicalls/{tenant.ids['aicall']}"
        change_row(running, tenant, "aicall", status="terminated")
        before = rest.send("GET", path, tenant.admin).body
        assert rest.send("DELETE", path, tenant.admin).body["tm_end"] == before["tm_end"]
        assert rest.send("GET", path, tenant.admin).reason == "AICALL_NOT_FOUND"
        assert event_types_of(running, tenant) == ["aicall_deleted"]


class TestAimessages:
    def test_list(self, rest: RestFace, tenant: Tenant, stranger: Tenant) -> None:
        own = {"aicall_id": tenant.ids["aicall"]}
        (listed,) = rest.send("GET", "/aimessages", tenant.admin, params=own).body["result"]
        assert listed["id"] == tenant.ids["aimessage"]
        assert names(rest.send("GET", "/aimessages", tenant.admin)) == ["aicall_id"]
        foreign = {"aicall_id": stranger.ids["aicall"]}
        assert rest.send("GET", "/aimessages", tenant.admin, params=foreign).code == "NOT_FOUND"

    def test_tool_calls(self, running: RunningPlatform, rest: RestFace, tenant: Tenant) -> None:
        path = f"/aimessages/{tenant.ids['aimessage']}"
        call = {
            "id": "call_9fX",
            "type": "function",
            "function": {"name": "stop_flow", "arguments": "{}"},
        }
        change_row(running, tenant, "aimessage", tool_calls=[call], tool_call_id="")
        shown = rest.send("GET", path, tenant.admin).body
        assert shown["tool_calls"] == [call]
        assert "tool_call_id" not in shown
        change_row(running, tenant, "aimessage", tool_calls=[], tool_call_id="call_9fX")
        shown = rest.send("GET", path, tenant.admin).body
        assert shown["tool_call_id"] == "call_9fX"
        assert "tool_calls" not in shown

    def test_create(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant, stranger: Tenant
    ) -> None:
        body = {"aicall_id": tenant.ids["aicall"], "role": "user", "content": "hello"}
        change_row(running, tenant, "aicall", assistance_type="ai", reference_type="call")
        for kind in ("call", "conversation"):
            change_row(running, tenant, "aicall", reference_type=kind, status="terminated")
            refused = rest.send("POST", "/aimessages", tenant.admin, json=body)
            assert refused.reason == "AICALL_NOT_LIVE"
        empty = rest.send("POST", "/aimessages", tenant.admin, json=body | {"content": ""})
        assert names(empty) == ["content"]
        foreign = body | {"aicall_id": stranger.ids["aicall"]}
        assert names(rest.send("POST", "/aimessages", tenant.admin, json=foreign)) == ["aicall_id"]

    def test_delete(self, rest: RestFace, tenant: Tenant) -> None:
        path = f"/aimessages/{tenant.ids['aimessage']}"
        assert rest.send("DELETE", path, tenant.admin).ok
        assert rest.send("GET", path, tenant.admin).code == "NOT_FOUND"


class TestAisummaries:
    def ask(self, rest: RestFace, tenant: Tenant, kind: str, id: str, language: str = "de") -> Any:
        body = {"reference_type": kind, "reference_id": id, "language": language}
        return rest.send("POST", "/aisummaries", tenant.admin, json=body)

    def test_again(self, running: RunningPlatform, rest: RestFace, tenant: Tenant) -> None:
        recording = tenant.ids["recording"]
        change_row(running, tenant, "aisummary", reference_id=recording, language="de")
        again = self.ask(rest, tenant, "recording", recording)
        assert again.body["id"] == tenant.ids["aisummary"]
        assert event_types_of(running, tenant) == []
        rest.send("DELETE", f"/aisummaries/{tenant.ids['aisummary']}", tenant.admin)
        assert self.ask(rest, tenant, "recording", recording, "xx").code != "OK"
        assert event_types_of(running, tenant) == ["summary_deleted"]

    def test_recording(self, running: RunningPlatform, rest: RestFace, tenant: Tenant) -> None:
        require_peer("speech")
        made = self.ask(rest, tenant, "recording", tenant.ids["recording"], "en-US").body
        assert made["status"] == "done" and made["content"]
        assert event_types_of(running, tenant) == ["summary_created"]

    def test_transcribe(self, running: RunningPlatform, rest: RestFace, tenant: Tenant) -> None:
        transcribe = tenant.ids["transcribe"]
        made = self.ask(rest, tenant, "transcribe", transcribe).body
        assert (made["status"], made["reference_id"]) == ("done", transcribe)
        assert made["content"]
        assert rest.send("GET", f"/aisummaries/{made['id']}", tenant.admin).body == made
        assert self.ask(rest, tenant, "transcribe", transcribe).body == made
        assert self.ask(rest, tenant, "transcribe", transcribe, "fr").body["id"] != made["id"]
        assert event_types_of(running, tenant) == ["summary_created", "summary_created"]

    @pytest.mark.parametrize("kind", ["call", "conference", "transcribe", "recording"])
    def test_reference(self, rest: RestFace, tenant: Tenant, stranger: Tenant, kind: str) -> None:
        for wrong in ("", new_id(), stranger.ids[kind]):
            assert names(self.ask(rest, tenant, kind, wrong)) == ["reference_id"]

    @pytest.mark.parametrize(
        ("kind", "over", "reason"),
        [
            ("call", "hangup", "CALL_ALREADY_HUNG_UP"),
            ("conference", "terminated", "CONFERENCE_NOT_PROGRESSING"),
        ],
    )
    def test_what_is_over(
        self,
        running: RunningPlatform,
        rest: RestFace,
        tenant: Tenant,
        kind: str,
        over: str,
        reason: str,
    ) -> None:
        change_row(running, tenant, kind, status=over)
        assert self.ask(rest, tenant, kind, tenant.ids[kind]).reason == reason

    def test_without_kind(self, rest: RestFace, tenant: Tenant) -> None:
        assert names(self.ask(rest, tenant, "", tenant.ids["call"])) == ["reference_type"]
