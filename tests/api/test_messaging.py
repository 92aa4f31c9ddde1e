"""Messages and conversations within this installation."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.api.admin import Admin, named, refusal, set_columns
from tests.api.eventually import eventually
from tests.api.outcome import Outcome
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.samples.number import own_number
from tests.api.tenants import Tenant
from tests.api.told import Told, told_of
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.conversation.model import CONVERSATION, ConversationRow
from voipbin.core.conversation_account.model import CONVERSATION_ACCOUNT
from voipbin.core.conversation_message.model import CONVERSATION_MESSAGE, ConversationMessageRow
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository

NIL = "00000000-0000-0000-0000-000000000000"
NO_ENGINE = ("UNIMPLEMENTED", "ENGINE_NOT_AVAILABLE")
BOB = {"type": "tel", "target": "+15550100002"}
ACCOUNTS, CONVERSATIONS = "/conversation_accounts", "/conversations"
OF_AGENT = "/service_agents/conversations"


@pytest.fixture
def number(tenant: Tenant) -> str:
    """A number of the tenant."""
    return own_number(tenant)


@pytest.fixture
def agent(rest: RestFace, tenant: Tenant) -> Admin:
    """Somebody who answers customers."""
    return Admin(rest, tenant.agent)


def is_empty(admin: Admin, path: str, but: str) -> bool:
    """Whether a list has nothing but what the tenant had before."""
    return [row["id"] for row in admin.shown(path)["result"]] == [but]


class TestMessages:
    def test_between_two_customers(
        self,
        rest: RestFace,
        admin: Admin,
        tenant: Tenant,
        stranger: Tenant,
        number: str,
        running: RunningPlatform,
    ) -> None:
        there = {"type": "tel", "target": own_number(stranger)}
        made = admin.made(
            "/messages", source={"type": "tel", "target": number}, destinations=[there], text="hi"
        )
        assert (made["type"], made["direction"], made["text"]) == ("sms", "outbound", "hi")
        (target,) = made["targets"]
        assert (target["status"], target["parts"], target["tm_update"]) == ("queued", 0, None)
        path = f"/messages/{made['id']}"
        done = eventually(
            lambda: admin.shown(path), lambda row: bool(row["targets"][0]["status"] != "queued")
        )
        assert (done["targets"][0]["status"], done["targets"][0]["parts"]) == ("delivered", 1)
        told = [event for event in told_of(running, tenant) if event[0].startswith("message_")]
        assert told == [("message_created", made), ("message_updated", done)]
        came = Admin(rest, stranger.admin).shown("/messages")["result"][0]
        assert (came["direction"], came["text"]) == ("inbound", "hi")
        assert came["source"]["target"] == number
        conversation = admin.shown(CONVERSATIONS)["result"][0]
        assert conversation["peer"]["target"] == there["target"]
        (said,) = admin.shown(f"{CONVERSATIONS}/{conversation['id']}/messages")["result"]
        assert (said["id"], said["status"], said["direction"]) == (made["id"], "sent", "outgoing")

    def test_nobody_leads_elsewhere(self, admin: Admin, number: str) -> None:
        source = {"type": "tel", "target": number}
        made = admin.made("/messages", source=source, destinations=[BOB], text="hi")
        path = f"/messages/{made['id']}"
        done = eventually(
            lambda: admin.shown(path), lambda row: bool(row["targets"][0]["status"] != "queued")
        )
        assert done["targets"][0]["status"] == "failed"

    def test_too_little_money(
        self, admin: Admin, tenant: Tenant, number: str, running: RunningPlatform
    ) -> None:
        set_columns(
            running,
            BILLING_ACCOUNT,
            tenant.ids["billing_account"],
            plan_type="free",
            balance_credit=19_999,
        )
        form: dict[str, Any] = {"source": {"type": "tel", "target": number}, "text": "hi"}
        outcome = admin.post("/messages", destinations=[BOB, BOB], **form)
        assert refusal(outcome) == ("FAILED_PRECONDITION", "INSUFFICIENT_BALANCE")
        assert is_empty(admin, "/messages", tenant.ids["message"])
        assert admin.post("/messages", destinations=[BOB], **form).ok

    def test_country(self, admin: Admin, tenant: Tenant, number: str) -> None:
        assert admin.put("/dialing_policy", allowed_countries=["US"]).ok
        form: dict[str, Any] = {"source": {"type": "tel", "target": number}, "text": "hi"}
        there = {"type": "tel", "target": "+447400123456"}
        outcome = admin.post("/messages", destinations=[there], **form)
        assert refusal(outcome) == ("PERMISSION_DENIED", "DESTINATION_NOT_ALLOWED")
        assert is_empty(admin, "/messages", tenant.ids["message"])

    def test_from_telnyx(self, admin: Admin, tenant: Tenant, number: str, rest: RestFace) -> None:
        body = {
            "data": {
                "event_type": "message.received",
                "payload": {
                    "id": new_id(),
                    "from": {"phone_number": BOB["target"]},
                    "to": [{"phone_number": number}],
                    "text": "hello",
                    "parts": 1,
                },
            }
        }
        for _ in range(2):
            outcome = rest.send("POST", "/messages/telnyx", {}, json=body)
            assert (outcome.code, outcome.body) == ("OK", {}), outcome
        came, old = admin.shown("/messages")["result"]
        assert (came["direction"], came["text"], old["id"]) == (
            "inbound",
            "hello",
            tenant.ids["message"],
        )
        assert named_hook(rest.send("POST", "/messages/telnyx", {}, json={"data": 1}))

    def test_refused(self, admin: Admin, number: str) -> None:
        good: dict[str, Any] = {
            "source": {"type": "tel", "target": number},
            "destinations": [BOB],
            "text": "hi",
        }
        cases: list[tuple[str, Any, str]] = [
            ("destinations", [], "destinations"),
            ("destinations", [BOB] * 101, "destinations"),
            ("destinations", [BOB, {"type": "tel", "target": "555"}], "destinations[1].target"),
            ("destinations", [{"type": "sip", "target": "a@b"}], "destinations[0].type"),
            ("source", {"type": "tel", "target": "+1 555 010 0002"}, "source.target"),
            ("source", {"type": "extension", "target": "2001"}, "source.type"),
            ("source", None, "source"),
            ("text", "", "text"),
            ("text", "x" * 1601, "text"),
        ]
        for field, value, fault in cases:
            assert named(admin.post("/messages", **{**good, field: value})) == [fault], value

    def test_source_must_be_owned(
        self, rest: RestFace, admin: Admin, stranger: Tenant, number: str
    ) -> None:
        other = Admin(rest, stranger.admin)
        mine = {"type": "tel", "target": number}
        for who, source in ((other, mine), (admin, BOB)):
            outcome = who.post("/messages", source=source, destinations=[BOB], text="hi")
            assert refusal(outcome) == ("INVALID_ARGUMENT", "SOURCE_NOT_OWNED")
            assert named(outcome) == ["source.target"]

    def test_delete(self, admin: Admin, tenant: Tenant, running: RunningPlatform) -> None:
        path = f"/messages/{tenant.ids['message']}"
        gone = admin.delete(path).body
        assert gone["tm_delete"]
        assert admin.get(path).code == "NOT_FOUND"
        assert admin.shown("/messages")["result"] == []
        assert last_event(running, tenant) == ("message_deleted", gone)


class TestAccounts:
    def test_credentials_are_never_shown(
        self, admin: Admin, tenant: Tenant, running: RunningPlatform
    ) -> None:
        made = admin.made(ACCOUNTS, type="sms", name="Texts", secret="hush-1", token="hush-2")
        path = f"{ACCOUNTS}/{made['id']}"
        assert not {"secret", "token"} & made.keys()
        assert last_event(running, tenant)[0] == "account_created"
        changed = admin.put(path, token="hush-3").body
        assert changed["name"] == "Texts"
        assert last_event(running, tenant)[0] == "account_updated"
        told = [made, changed, admin.shown(path), admin.shown(ACCOUNTS), told_of(running, tenant)]
        assert "hush" not in str(told)
        row = running.do(stored(running, made["id"]))
        assert "hush" not in row.sealed_secret + row.sealed_token
        assert running.box.open(row.sealed_secret, row.id) == "hush-1"
        assert running.box.open(row.sealed_token, row.id) == "hush-3"

    def test_partial(self, admin: Admin, running: RunningPlatform) -> None:
        made = admin.made(ACCOUNTS, type="sms", name="Texts", detail="all", secret="a", token="b")
        path = f"{ACCOUNTS}/{made['id']}"
        changed = admin.put(path, detail="", secret="").body
        assert (changed["name"], changed["detail"], changed["type"]) == ("Texts", "", "sms")
        row = running.do(stored(running, made["id"]))
        assert row.sealed_secret == ""
        assert running.box.open(row.sealed_token, row.id) == "b"

    def test_line(self, admin: Admin, tenant: Tenant, running: RunningPlatform) -> None:
        line = {"type": "line", "name": "LINE"}
        assert named(admin.post(ACCOUNTS, **line)) == ["secret", "token"]
        assert refusal(admin.post(ACCOUNTS, **line, secret="a", token="b")) == NO_ENGINE
        id = tenant.ids["conversation_account"]
        assert is_empty(admin, ACCOUNTS, id)
        set_columns(running, CONVERSATION_ACCOUNT, id, type="line")
        assert refusal(admin.put(f"{ACCOUNTS}/{id}", token="c")) == NO_ENGINE
        assert admin.put(f"{ACCOUNTS}/{id}", name="Renamed").body["name"] == "Renamed"

    def test_refused(self, admin: Admin) -> None:
        for kind in ("", "whatsapp"):
            assert named(admin.post(ACCOUNTS, type=kind)) == ["type"]
        assert admin.put(f"{ACCOUNTS}/{new_id()}", name="x").code == "NOT_FOUND"

    def test_delete(self, admin: Admin, tenant: Tenant, running: RunningPlatform) -> None:
        id = tenant.ids["conversation_account"]
        gone = admin.delete(f"{ACCOUNTS}/{id}").body
        assert last_event(running, tenant) == ("account_deleted", gone)
        assert running.do(stored(running, id)).sealed_secret == ""
        conversation = tenant.ids["conversation"]
        assert admin.shown(f"{CONVERSATIONS}/{conversation}")["account_id"] == id


class TestConversations:
    def test_owner(
        self, admin: Admin, agent: Admin, tenant: Tenant, running: RunningPlatform
    ) -> None:
        id = tenant.ids["conversation"]
        path = f"{CONVERSATIONS}/{id}"
        before = admin.shown(path)
        assert agent.get(f"{OF_AGENT}/{id}").code == "NOT_FOUND"
        changed = admin.put(path, owner_id=tenant.agents["agent"]).body
        assert (changed["owner_type"], changed["owner_id"]) == ("agent", tenant.agents["agent"])
        assert (changed["name"], changed["detail"]) == (before["name"], before["detail"])
        assert last_event(running, tenant) == ("conversation_updated", changed)
        assert agent.shown(f"{OF_AGENT}/{id}") == changed
        assert agent.shown(OF_AGENT)["result"] == [changed]
        assert agent.shown(f"{OF_AGENT}/{id}/messages")["result"]
        assert admin.get(f"{OF_AGENT}/{id}").code == "NOT_FOUND"
        assert admin.get(f"{OF_AGENT}/{id}/messages").code == "NOT_FOUND"

    @pytest.mark.parametrize("nobody", [{"owner_id": NIL}, {"owner_id": ""}, {"owner_type": ""}])
    def test_no_owner(self, admin: Admin, tenant: Tenant, nobody: dict[str, str]) -> None:
        path = f"{CONVERSATIONS}/{tenant.ids['conversation']}"
        changed = admin.put(path, **nobody).body
        assert (changed["owner_type"], changed["owner_id"]) == ("", NIL)
        assert named(admin.put(path, owner_type="agent")) == ["owner_id"]

    def test_refused(self, admin: Admin, tenant: Tenant, stranger: Tenant) -> None:
        path = f"{CONVERSATIONS}/{tenant.ids['conversation']}"
        for id in (stranger.agents["admin"], new_id()):
            assert named(admin.put(path, owner_type="agent", owner_id=id)) == ["owner_id"]
        assert named(admin.put(path, owner_type="team")) == ["owner_type"]
        own = tenant.agents["agent"]
        assert named(admin.put(path, owner_type="", owner_id=own)) == ["owner_type"]

    def test_super_admin_mixes_no_customers(
        self, rest: RestFace, tenant: Tenant, stranger: Tenant
    ) -> None:
        path = f"{CONVERSATIONS}/{tenant.ids['conversation']}"
        foreigner = Admin(rest, stranger.super_admin)
        assert named(foreigner.put(path, owner_id=stranger.agents["admin"])) == ["owner_id"]
        assert foreigner.put(path, owner_id=tenant.agents["agent"]).ok

    def test_filters(
        self,
        rest: RestFace,
        admin: Admin,
        tenant: Tenant,
        stranger: Tenant,
        running: RunningPlatform,
    ) -> None:
        other = tenant.ids["conversation"]
        mine = running.do(add_conversation(running, tenant, dialog_id="U1", type="line"))
        gone = running.do(add_conversation(running, tenant, dialog_id="U1", tm_delete=1))

        def found(body: bool, **filters: Any) -> list[str]:
            asked = {"json": filters} if body else {"params": filters}
            outcome = rest.send("GET", CONVERSATIONS, tenant.admin, **asked)
            assert outcome.ok, outcome
            return [row["id"] for row in outcome.body["result"]]

        for body in (False, True):
            assert found(body) == [mine, other]
            assert found(body, dialog_id="U1") == [mine]
            assert found(body, type="line", dialog_id="U2") == []
            assert found(body, account_id=tenant.ids["conversation_account"]) == [other]
            assert found(body, customer_id=tenant.id, dialog_id="U1") == [mine]
            assert found(body, deleted=True) == [gone]
        foreign = admin.get(CONVERSATIONS, customer_id=stranger.id)
        assert foreign.code == "NOT_FOUND" or foreign.body["result"] == []
        account = stranger.ids["conversation_account"]
        assert admin.get(CONVERSATIONS, account_id=account).code == "NOT_FOUND"
        assert named(admin.get(CONVERSATIONS, type="fax")) == ["type"]


class TestConversationMessages:
    def test_list(self, admin: Admin, tenant: Tenant, running: RunningPlatform) -> None:
        first = running.do(add_conversation(running, tenant))
        second = running.do(add_conversation(running, tenant))
        said = [running.do(add_message(running, tenant, first, text)) for text in ("a", "b")]
        running.do(add_message(running, tenant, second, "elsewhere"))
        path = f"{CONVERSATIONS}/{first}/messages"
        page = admin.shown(path, page_size=1)
        rest_of_it = admin.shown(path, page_token=page["next_page_token"])
        listed = [row["id"] for row in page["result"] + rest_of_it["result"]]
        assert listed == said[::-1]
        assert page["result"][0]["reference_type"] == "none"

    def test_unknown_conversation(self, admin: Admin, stranger: Tenant) -> None:
        for id in (new_id(), stranger.ids["conversation"]):
            path = f"{CONVERSATIONS}/{id}/messages"
            for outcome in (admin.get(path), admin.post(path, text="hi")):
                assert refusal(outcome) == ("NOT_FOUND", "CONVERSATION_NOT_FOUND")

    def test_send(self, admin: Admin, tenant: Tenant, running: RunningPlatform) -> None:
        id = tenant.ids["conversation"]
        path = f"{CONVERSATIONS}/{id}/messages"
        media = {"type": "image", "filename": "a.png"}
        said = admin.made(path, text="hi", medias=[media])
        assert (said["conversation_id"], said["status"]) == (id, "sending")
        assert (said["direction"], said["reference_type"]) == ("outgoing", "none")
        (kept,) = said["medias"]
        assert (kept["type"], kept["filename"], kept["customer_id"]) == (
            "image",
            "a.png",
            tenant.id,
        )
        last = eventually(
            lambda: admin.shown(path)["result"][0], lambda row: bool(row["status"] != "sending")
        )
        # There is no gateway, and nobody here has that number.
        assert (last["id"], last["status"]) == (said["id"], "failed")
        text = admin.shown(f"/messages/{said['id']}")
        assert (text["text"], text["targets"][0]["status"]) == ("hi", "failed")
        assert len(admin.shown(CONVERSATIONS)["result"]) == 1
        types = [type for type, _ in told_of(running, tenant)]
        assert "conversation_message_created" in types
        assert "conversation_message_updated" in types

    def test_send_refused(self, admin: Admin, tenant: Tenant, running: RunningPlatform) -> None:
        id = tenant.ids["conversation"]
        path = f"{CONVERSATIONS}/{id}/messages"
        before = admin.shown(path)
        assert named(admin.post(path, text="")) == ["text"]
        assert named(admin.post(path, medias=[{"type": "image"}])) == ["text"]
        assert named(admin.post(path, text="x" * 5001)) == ["text"]
        assert named(admin.post(path, text="x", medias=[{"filename": "a"}])) == ["medias[0].type"]
        set_columns(running, CONVERSATION, id, type="line")
        assert refusal(admin.post(path, text="hi")) == NO_ENGINE
        set_columns(running, CONVERSATION, id, type="message", peer={"type": "tel", "target": ""})
        outcome = admin.post(path, text="hi")
        assert refusal(outcome) == ("FAILED_PRECONDITION", "CONVERSATION_NOT_TELEPHONE")
        other = {"type": "tel", "target": "+15550100099"}
        set_columns(running, CONVERSATION, id, self=other, peer=BOB)
        assert refusal(admin.post(path, text="hi")) == ("INVALID_ARGUMENT", "SOURCE_NOT_OWNED")
        assert admin.shown(path) == before

    def test_agents_write_in_what_they_own(
        self, admin: Admin, agent: Admin, tenant: Tenant
    ) -> None:
        id = tenant.ids["conversation"]
        path = f"{OF_AGENT}/{id}/messages"
        assert admin.post(path, text="hi").ok
        refused = ("NOT_FOUND", "CONVERSATION_NOT_FOUND")
        assert refusal(agent.post(path, text="hi")) == refused
        assert admin.put(f"{CONVERSATIONS}/{id}", owner_id=tenant.agents["agent"]).ok
        assert refusal(admin.post(path, text="hi")) == refused
        said = agent.made(path, text="hi")
        assert agent.shown(path)["result"][0]["id"] == said["id"]
        assert agent.post(f"{CONVERSATIONS}/{id}/messages", text="hi").code == "PERMISSION_DENIED"


def named_hook(outcome: Outcome) -> bool:
    """Whether a provider is told that what it said cannot be read."""
    return refusal(outcome) == ("INVALID_ARGUMENT", "HOOK_REFUSED")


async def add_conversation(running: RunningPlatform, tenant: Tenant, **columns: Any) -> str:
    async with running.store.writing() as work:
        row = ConversationRow(
            id=new_id(), customer_id=tenant.id, tm_create=work.clock.now_us(), **columns
        )
        await Repository(CONVERSATION, work, tenant.id).add(row)
    return row.id


async def add_message(
    running: RunningPlatform, tenant: Tenant, conversation_id: str, text: str
) -> str:
    async with running.store.writing() as work:
        row = ConversationMessageRow(
            id=new_id(),
            customer_id=tenant.id,
            conversation_id=conversation_id,
            direction="incoming",
            status="received",
            text=text,
            tm_create=work.clock.now_us(),
        )
        await Repository(CONVERSATION_MESSAGE, work, tenant.id).add(row)
    return row.id


async def stored(running: RunningPlatform, account_id: str) -> Any:
    """An account as it is at rest, deleted or not."""
    table = CONVERSATION_ACCOUNT.table
    async with running.store.reading() as connection:
        return (await connection.execute(select(table).where(table.c.id == account_id))).one()


def last_event(running: RunningPlatform, tenant: Tenant) -> Told:
    return told_of(running, tenant)[-1]
