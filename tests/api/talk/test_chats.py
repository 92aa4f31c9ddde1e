"""Chats: who makes, sees and changes them."""

from typing import Any

import pytest

from tests.api.admin import Admin, named, refusal
from tests.api.graphql_face import GraphqlFace
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.talk.talker import (
    CHANNELS,
    CHATS,
    MESSAGES,
    NO_CHAT,
    NO_MESSAGE,
    NOT_JOINED,
    Talker,
    at_once,
    named_agents,
)
from tests.api.tenants import Tenant
from tests.api.told import told_of
from voipbin.core.ids import new_id


class TestCreate:
    def test_group(self, ann: Talker, bob: Talker) -> None:
        chat = ann.opens("group", bob, ann, bob, name="Lunch", detail="noon")
        assert (chat["type"], chat["name"], chat["detail"]) == ("group", "Lunch", "noon")
        assert chat["member_count"] == 2
        assert chat["tm_update"] == chat["tm_create"]
        assert ann.shown(f"{CHATS}/{chat['id']}") == bob.shown(f"{CHATS}/{chat['id']}") == chat

    def test_alone(self, ann: Talker) -> None:
        assert ann.opens("talk")["member_count"] == 1

    def test_direct_needs_one_other(self, ann: Talker, bob: Talker, eve: Talker) -> None:
        for others in ([], [ann], [bob, eve]):
            people = named_agents(*others)
            assert named(ann.post(CHATS, type="direct", participants=people)) == ["participants"]
        assert ann.opens("direct", bob, ann)["member_count"] == 2

    def test_direct_exists(
        self, ann: Talker, bob: Talker, eve: Talker, running: RunningPlatform, tenant: Tenant
    ) -> None:
        first = ann.opens("direct", bob)
        told = told_of(running, tenant)
        assert bob.opens("direct", ann, name="again") == first
        assert told_of(running, tenant) == told
        assert ann.opens("direct", eve)["id"] != first["id"]
        ann.made(f"{CHATS}/{first['id']}/participants", owner_id=eve.id)
        third = ann.opens("direct", bob)
        assert third["id"] != first["id"], "three agents are in the first one"
        ann.delete(f"{CHATS}/{third['id']}")
        assert ann.opens("direct", bob)["id"] not in (first["id"], third["id"])

    def test_direct_made_by_both_at_once(self, ann: Talker, bob: Talker) -> None:
        others = [bob, ann] * 4
        made = at_once([ann, bob] * 4, lambda who, place: who.opens("direct", others[place]))
        assert len({chat["id"] for chat in made}) == 1

    def test_refused(self, ann: Talker, foreigner: Talker, bob: Talker) -> None:
        assert named(ann.post(CHATS, type="open")) == ["type"]
        assert named(ann.post(CHATS, name="x")) == ["type"]
        where = "participants[1].owner_id"
        for id in (foreigner.id, new_id()):
            people = [*named_agents(bob), {"owner_type": "agent", "owner_id": id}]
            assert named(ann.post(CHATS, type="group", participants=people)) == [where]
        people = [{"owner_type": "team", "owner_id": bob.id}]
        outcome = ann.post(CHATS, type="group", participants=people)
        assert named(outcome) == ["participants[0].owner_type"]

    def test_super_admin_invites_no_foreign_agent(self, eve: Talker, foreigner: Talker) -> None:
        people = named_agents(foreigner)
        outcome = eve.post(CHATS, type="group", participants=people)
        assert named(outcome) == ["participants[0].owner_id"]


class TestSight:
    @pytest.mark.parametrize("kind", ["group", "direct"])
    def test_closed(
        self, kind: str, ann: Talker, bob: Talker, eve: Talker, foreigner: Talker
    ) -> None:
        chat = ann.opens(kind, bob)
        message = ann.says(chat, "hush")
        path = f"{CHATS}/{chat['id']}"
        for other in (eve, foreigner):
            for outcome in (
                other.get(path),
                other.get(f"{path}/participants"),
                other.put(path, name="x"),
                other.delete(path),
                other.post(f"{path}/participants", owner_id=other.id),
                other.get(MESSAGES, chat_id=chat["id"]),
                other.post(MESSAGES, chat_id=chat["id"], type="normal", text="hi"),
            ):
                assert outcome.code in ("NOT_FOUND", "INVALID_ARGUMENT"), outcome
                assert not outcome.ok
            assert refusal(other.get(path)) == NO_CHAT
            assert refusal(other.get(f"{MESSAGES}/{message['id']}")) == NO_MESSAGE
            assert refusal(other.delete(f"{MESSAGES}/{message['id']}")) == NO_MESSAGE
            reactions = f"{MESSAGES}/{message['id']}/reactions"
            assert refusal(other.post(reactions, emoji="x")) == NO_MESSAGE
        assert chat["id"] not in eve.chats()
        assert bob.hears(chat) == ["hush"]

    def test_channel(self, ann: Talker, bob: Talker, foreigner: Talker) -> None:
        chat = ann.opens("talk", name="News")
        message = ann.says(chat, "hello")
        path = f"{CHATS}/{chat['id']}"
        assert bob.shown(path) == chat
        assert bob.hears(chat) == ["hello"]
        assert [p["owner_id"] for p in bob.members(chat)] == [ann.id]
        assert bob.shown(f"{MESSAGES}/{message['id']}") == message
        assert chat["id"] not in bob.chats()
        for outcome in (
            bob.put(path, name="x"),
            bob.delete(path),
            bob.post(f"{path}/participants", owner_id=ann.id),
            bob.post(MESSAGES, chat_id=chat["id"], type="normal", text="hi"),
            bob.post(f"{MESSAGES}/{message['id']}/reactions", emoji="x"),
        ):
            assert refusal(outcome) == NOT_JOINED
        assert refusal(foreigner.get(path)) == NO_CHAT
        assert refusal(foreigner.post(f"{path}/join")) == NO_CHAT

    def test_lists(self, ann: Talker, bob: Talker, foreigner: Talker) -> None:
        channel, group = ann.opens("talk"), ann.opens("group", bob)
        assert bob.chats() == [group["id"]]
        assert ann.chats()[:2] == [group["id"], channel["id"]]
        channels = [chat["id"] for chat in bob.shown(CHANNELS)["result"]]
        assert channel["id"] in channels
        assert group["id"] not in channels
        assert channel["id"] not in str(foreigner.shown(CHANNELS))
        ann.delete(f"{CHATS}/{channel['id']}")
        assert channel["id"] not in str(bob.shown(CHANNELS))

    def test_pages(self, bob: Talker) -> None:
        made = [bob.opens("talk")["id"] for _ in range(3)]
        first = bob.shown(CHATS, page_size=2)
        second = bob.shown(CHATS, page_size=2, page_token=first["next_page_token"])
        listed = [chat["id"] for chat in first["result"] + second["result"]]
        assert listed == made[::-1]
        assert second["next_page_token"] == ""

    def test_access_keys_do_not_talk(self, rest: RestFace, tenant: Tenant) -> None:
        key = Admin(rest, tenant.accesskey)
        assert key.get(CHATS).code == "PERMISSION_DENIED"


class TestChange:
    def test_partial(self, ann: Talker, bob: Talker) -> None:
        chat = ann.opens("group", bob, name="Lunch", detail="noon")
        path = f"{CHATS}/{chat['id']}"
        assert bob.put(path, name="Dinner").body["detail"] == "noon"
        changed = bob.put(path, detail="").body
        assert (changed["name"], changed["detail"]) == ("Dinner", "")
        assert changed["tm_update"] > chat["tm_update"]
        assert named(bob.put(path)) == ["name"]

    def test_delete(self, ann: Talker, bob: Talker, eve: Talker) -> None:
        chat = ann.opens("group", bob)
        message = ann.says(chat, "bye")
        path = f"{CHATS}/{chat['id']}"
        gone = bob.delete(path).body
        assert gone["tm_delete"]
        assert gone["member_count"] == 2
        late = {"chat_id": chat["id"], "type": "normal", "text": "late"}
        assert refusal(ann.post(MESSAGES, **late)) == ("FAILED_PRECONDITION", "TALK_CHAT_DELETED")
        assert refusal(eve.post(MESSAGES, **late)) == NO_CHAT
        for outcome in (
            ann.get(path),
            ann.delete(path),
            ann.post(f"{path}/participants", owner_id=eve.id),
            ann.get(MESSAGES, chat_id=chat["id"]),
        ):
            assert refusal(outcome) == NO_CHAT
        assert refusal(ann.get(f"{MESSAGES}/{message['id']}")) == NO_MESSAGE


def test_events(running: RunningPlatform, ann: Talker, bob: Talker, tenant: Tenant) -> None:
    chat = ann.opens("group", bob)
    message = bob.says(chat, "hi")
    reacted = ann.made(f"{MESSAGES}/{message['id']}/reactions", emoji="👍")
    bob.delete(f"{MESSAGES}/{message['id']}")
    path = f"{CHATS}/{chat['id']}"
    one = next(p for p in ann.members(chat) if p["owner_id"] == bob.id)
    ann.delete(f"{path}/participants/{one['id']}")
    ann.put(path, name="Mine")
    ann.delete(path)
    told = told_of(running, tenant)
    assert [kind for kind, _ in told] == [
        "participant_added",
        "participant_added",
        "chat_created",
        "message_created",
        "message_reaction_updated",
        "message_deleted",
        "participant_removed",
        "chat_updated",
        "chat_deleted",
    ]
    bodies = [body for _, body in told]
    assert bodies[2:5] == [chat, message, reacted]
    assert {body["chat_id"] for body in bodies[:2] + bodies[3:7]} == {chat["id"]}


def test_graphql_shows_what_rest_shows(
    graphql: GraphqlFace, ann: Talker, bob: Talker, eve: Talker, tenant: Tenant
) -> None:
    chat = ann.opens("group", bob)
    first = ann.says(chat, "first")
    bob.says(chat, "second", parent_id=first["id"])
    query = """query { talkChat(id: "%s") {
        participants { owner { id } } messages { text parent { text } } } }"""

    def ask(who: dict[str, str]) -> Any:
        return graphql.http.post(
            graphql._url,
            json={"query": query % chat["id"]},
            headers={**who, "x-requested-with": "t"},
        ).json()

    assert ask(tenant.agent)["data"]["talkChat"] == {
        "participants": [{"owner": {"id": bob.id}}, {"owner": {"id": ann.id}}],
        "messages": [
            {"text": "second", "parent": {"text": "first"}},
            {"text": "first", "parent": None},
        ],
    }
    assert ask(tenant.super_admin)["errors"][0]["extensions"]["reason"] == "TALK_CHAT_NOT_FOUND"
