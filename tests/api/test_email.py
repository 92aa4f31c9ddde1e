"""Emails on every face, and by flows; without a provider they end in the spool."""

import email
import io
import time
import zipfile
from email.policy import default
from typing import Any

import httpx2
import orjson
import pytest

from tests.api.admin import Admin, named, set_columns
from tests.api.eventually import eventually
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.smallest_plan import put_on_smallest_plan
from tests.api.tenants import Tenant
from tests.api.told import told_of
from voipbin.core.contract.operations import operations
from voipbin.core.email.model import EMAIL
from voipbin.core.ids import new_id
from voipbin.core.recording.model import RECORDING
from voipbin.core.repository import Repository

NIL = "00000000-0000-0000-0000-000000000000"
ANN = {"type": "email", "target": "ann@example.com"}
BOB = {"type": "tel", "target": "+15550100002"}
CREATE = next(spec for spec in operations().values() if spec.title == "CreateEmail")
Json = dict[str, Any]


def until(admin: Admin, id: str, status: str) -> Json:
    """An email once it has a status."""
    return eventually(
        lambda: admin.shown(f"/emails/{id}"), lambda shown: bool(shown["status"] == status)
    )


def spooled(running: RunningPlatform, id: str) -> Any:
    """An email as it was handed over, by whichever process of a cluster was first."""
    home = running.platform.settings.data_dir
    own = home / "mail" / f"{id}.eml"
    path = own if own.exists() else next(home.parent.rglob(f"{id}.eml"))
    return email.message_from_bytes(path.read_bytes(), policy=default)


def told_statuses(running: RunningPlatform, tenant: Tenant, id: str) -> list[tuple[str, str]]:
    """(type, status) of the events of an email."""
    return [
        (kind, data["status"])
        for kind, data in told_of(running, tenant)
        if kind.startswith("email_") and data["id"] == id
    ]


class TestCreate:
    def test_on_every_face(self, api: Any, admin: Admin, tenant: Tenant) -> None:
        fields = {"destinations": [ANN], "subject": "Hello", "content": "there"}
        outcome = api.call(CREATE, fields, tenant.admin)
        assert outcome.ok, outcome
        until(admin, outcome.body["id"], "processed")

    def test_from_answer_to_spool(
        self, running: RunningPlatform, admin: Admin, tenant: Tenant
    ) -> None:
        made = admin.made("/emails", destinations=[ANN], subject="Grüße", content="Zeile")
        domain = running.platform.settings.base_domain
        assert (made["status"], made["tm_update"]) == ("initiated", None)
        assert made["source"] == {
            "type": "email",
            "target": f"service@{domain}",
            "target_name": "voipbin service",
            "name": "",
            "detail": "",
        }
        shown = until(admin, made["id"], "processed")
        assert shown["tm_update"] > shown["tm_create"]
        assert told_statuses(running, tenant, made["id"]) == [
            ("email_created", "initiated"),
            ("email_updated", "processed"),
        ]
        message = spooled(running, made["id"])
        assert (message["To"], message["Subject"]) == (ANN["target"], "Grüße")
        assert message.get_content().rstrip() == "Zeile"
        assert admin.shown("/emails")["result"][0] == shown

    @pytest.mark.parametrize(
        "address", ["ann@example.com", "a.b+c@sub.example.co.uk", "jürgen@bücher.example"]
    )
    def test_address(self, admin: Admin, address: str) -> None:
        to = [{"type": "email", "target": address}]
        until(admin, admin.made("/emails", destinations=to)["id"], "processed")

    @pytest.mark.parametrize(
        "address", ["", "ann", "@example.com", "ann@", "a b@example.com", "a@b@c", "a@-x.com"]
    )
    def test_no_address(self, admin: Admin, address: str) -> None:
        to = [{"type": "email", "target": address}]
        assert named(admin.post("/emails", destinations=to)) == ["destinations[0].target"]

    def test_refused(self, admin: Admin, tenant: Tenant, stranger: Tenant) -> None:
        recording = {"reference_type": "recording", "reference_id": tenant.ids["recording"]}
        foreign = stranger.ids["recording"]
        cases: list[tuple[Json, str]] = [
            ({"destinations": []}, "destinations"),
            ({"destinations": [BOB]}, "destinations[0].type"),
            ({"subject": "a\r\nBcc: eve@example.com"}, "subject"),
            ({"subject": "x" * 999}, "subject"),
            ({"attachments": [recording] * 11}, "attachments"),
        ]
        for change, fault in cases:
            assert named(admin.post("/emails", **{"destinations": [ANN]} | change)) == [fault]
        for wrong in ({"reference_type": ""}, {"reference_id": NIL}, {"reference_id": foreign}):
            outcome = admin.post("/emails", destinations=[ANN], attachments=[recording | wrong])
            assert named(outcome) == [f"attachments[0].{next(iter(wrong))}"]
        assert [row["id"] for row in admin.shown("/emails")["result"]] == [tenant.ids["email"]]

    def test_recording(self, running: RunningPlatform, admin: Admin, tenant: Tenant) -> None:
        recording = tenant.ids["recording"]
        attachment = {"reference_type": "recording", "reference_id": recording}
        made = admin.made("/emails", destinations=[ANN], attachments=[attachment])
        assert made["attachments"] == [attachment]
        until(admin, made["id"], "processed")
        (attached,) = spooled(running, made["id"]).iter_attachments()
        assert attached.get_filename() == f"{recording}.zip"
        with zipfile.ZipFile(io.BytesIO(attached.get_content())) as archive:
            assert archive.namelist()
            assert archive.testzip() is None

    def test_recording_of_nobody_else(
        self, running: RunningPlatform, rest: RestFace, tenant: Tenant, stranger: Tenant
    ) -> None:
        """Deleted ones are as foreign as those of others."""
        set_columns(running, RECORDING, stranger.ids["recording"], tm_delete=1)
        gone = {"reference_type": "recording", "reference_id": stranger.ids["recording"]}
        own = Admin(rest, stranger.admin)
        outcome = own.post("/emails", destinations=[ANN], attachments=[gone])
        assert named(outcome) == ["attachments[0].reference_id"]

    def test_deleted(self, admin: Admin) -> None:
        id = admin.made("/emails", destinations=[ANN])["id"]
        assert admin.delete(f"/emails/{id}").body["tm_delete"]
        assert admin.get(f"/emails/{id}").code == "NOT_FOUND"


class TestFlow:
    def run(self, admin: Admin, *options: Json) -> Json:
        """An activeflow that sends emails and ends."""
        actions: list[Json] = [{"type": "email_send", "option": option} for option in options]
        actions.append({"type": "variable_set", "option": {"key": "is_over", "value": "yes"}})
        flow = admin.made("/flows", name="f", actions=actions)
        began = admin.made("/activeflows", flow_id=flow["id"])
        path = f"/activeflows/{began['id']}"
        return eventually(lambda: admin.shown(path), lambda shown: bool(shown["status"] == "ended"))

    def test_sent(self, running: RunningPlatform, admin: Admin, tenant: Tenant) -> None:
        first = {"destinations": [ANN], "subject": "one", "content": "x"}
        second = {"destinations": [ANN], "subject": "after ${voipbin.email.id}", "content": "y"}
        flow = self.run(admin, first, second)
        newest, older = admin.shown("/emails")["result"][:2]
        assert older["subject"] == "one"
        assert newest["subject"] == f"after {older['id']}"
        for row in (newest, older):
            until(admin, row["id"], "processed")
            assert spooled(running, row["id"])["Subject"] == row["subject"]
            stored = running.do(self.flow_of(running, row["id"]))
            assert stored == flow["id"], "linked to the activeflow"

    @pytest.mark.parametrize("fault", ["foreign recording", "no address", "balance", "subject"])
    def test_what_cannot_be_sent_stops_nothing(
        self,
        running: RunningPlatform,
        admin: Admin,
        tenant: Tenant,
        stranger: Tenant,
        fault: str,
    ) -> None:
        foreign = {"reference_type": "recording", "reference_id": stranger.ids["recording"]}
        option = {"destinations": [ANN], "subject": "s", "content": "c"}
        changes: dict[str, Json] = {
            "foreign recording": {"attachments": [foreign]},
            "no address": {"destinations": [{"type": "email", "target": "ann"}]},
            "balance": {},
            # Known only when it runs.
            "subject": {"subject": "s" * 970 + "${voipbin.activeflow.id}"},
        }
        if fault == "balance":
            put_on_smallest_plan(running, tenant, micros=9_999)
        flow = self.run(admin, option | changes[fault])
        done = [action["type"] for action in flow["executed_actions"] if action["type"]]
        assert done == ["email_send", "variable_set"]
        assert [row["id"] for row in admin.shown("/emails")["result"]] == [tenant.ids["email"]]

    async def flow_of(self, running: RunningPlatform, id: str) -> str:
        async with running.store.reading() as connection:
            return (await Repository(EMAIL, connection, "").get(id)).activeflow_id


class TestHooks:
    def tells(
        self, running: RunningPlatform, provider: str, body: bytes, **more: Any
    ) -> httpx2.Response:
        """What a provider is answered; it has no credentials."""
        url = f"{running.rest}/emails/{provider}"
        return httpx2.post(url, content=body, trust_env=False, **more)

    def test_sendgrid(self, running: RunningPlatform, admin: Admin, tenant: Tenant) -> None:
        id = admin.made("/emails", destinations=[ANN])["id"]
        until(admin, id, "processed")
        now_s = int(time.time())
        events = [
            {"event": "open", "timestamp": now_s + 2, "voipbin_message_id": id},
            {"event": "delivered", "timestamp": now_s + 1, "voipbin_message_id": id},
            {"event": "group_resubscribe", "timestamp": now_s + 3, "voipbin_message_id": id},
            {"event": "open", "timestamp": now_s + 3, "voipbin_message_id": new_id()},
        ]
        answer = self.tells(running, "sendgrid", orjson.dumps(events))
        assert (answer.status_code, answer.json()) == (200, {})
        assert admin.shown(f"/emails/{id}")["status"] == "open"
        self.tells(running, "sendgrid", orjson.dumps([events[1]]))
        assert told_statuses(running, tenant, id)[2:] == [
            ("email_updated", "delivered"),
            ("email_updated", "open"),
        ]

    def test_mailgun(self, running: RunningPlatform, admin: Admin) -> None:
        id = admin.made("/emails", destinations=[ANN])["id"]
        data = {
            "event": "failed",
            "severity": "permanent",
            "timestamp": time.time(),
            "user-variables": {"voipbin_message_id": id},
        }
        answer = self.tells(running, "mailgun", orjson.dumps({"event-data": data}))
        assert (answer.status_code, answer.json()) == (200, {})
        until(admin, id, "bounce")

    @pytest.mark.parametrize("provider", ["sendgrid", "mailgun"])
    def test_unreadable(self, running: RunningPlatform, provider: str) -> None:
        answer = self.tells(running, provider, b"open")
        assert answer.status_code == 400
        assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"
        assert "not JSON" in answer.json()["message"]
        assert self.tells(running, provider, b"[" + b" " * (1 << 20)).status_code == 413

    @pytest.mark.parametrize("verb", ["GET", "PUT", "DELETE"])
    def test_only_told(self, running: RunningPlatform, verb: str) -> None:
        """These are addresses of providers, not ids of emails."""
        answer = httpx2.request(verb, f"{running.rest}/emails/sendgrid", trust_env=False)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "OPTIONS, POST"
