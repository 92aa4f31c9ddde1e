"""Agents talking to each other."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from typing import Any

import pytest

from tests.api.admin import Admin, named, refusal
from tests.api.graphql_face import GraphqlFace
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from tests.api.told import told_of
from voipbin.core.ids import new_id

CHATS, MESSAGES = "/service_agents/talk_chats", "/service_agents/talk_messages"
CHANNELS = "/service_agents/talk_channels"
NIL = "00000000-0000-0000-0000-000000000000"
NO_CHAT = ("NOT_FOUND", "TALK_CHAT_NOT_FOUND")
NO_MESSAGE = ("NOT_FOUND", "TALK_MESSAGE_NOT_FOUND")
NOT_JOINED = ("PERMISSION_DENIED", "TALK_CHAT_NOT_JOINED")


class Talker(Admin):
    """One agent."""

    def __init__(self, rest: RestFace, tenant: Tenant, name: str) -> None:
        super().__init__(rest, getattr(tenant, name))
        self.id = tenant.agents[name]

    def opens(self, kind: str, *others: "Talker", **more: Any) -> dict[str, Any]:
        """Makes a chat."""
        return self.made(CHATS, type=kind, participants=named_agents(*others), **more)

    def says(self, chat: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
        """Writes a message."""
        return self.made(MESSAGES, chat_id=chat["id"], type="normal", text=text, **more)

    def chats(self) -> list[str]:
        return [chat["id"] for chat in self.shown(CHATS)["result"]]

    def members(self, chat: dict[str, Any]) -> list[dict[str, Any]]:
        """Who takes part; the answer is a bare list."""
        listed: Any = self.get(f"{CHATS}/{chat['id']}/participants").body
        return list(listed)

    def hears(self, chat: dict[str, Any]) -> list[str]:
        found = self.shown(MESSAGES, chat_id=chat["id"])["result"]
        return [message["text"] for message in found]


def named_agents(*others: Talker) -> list[dict[str, str]]:
    return [{"owner_type": "agent", "owner_id": other.id} for other in others]


@pytest.fixture
def ann(rest: RestFace, tenant: Tenant) -> Talker:
    """Has an admin's permission, which means nothing here."""
    return Talker(rest, tenant, "admin")


@pytest.fixture
def bob(rest: RestFace, tenant: Tenant) -> Talker:
    """Has an agent's."""
    return Talker(rest, tenant, "agent")


@pytest.fixture
def eve(rest: RestFace, tenant: Tenant) -> Talker:
    """Is a super admin, and sees no more than others."""
    return Talker(rest, tenant, "super_admin")


@pytest.fixture
def foreigner(rest: RestFace, stranger: Tenant) -> Talker:
    """A super admin of another customer."""
    return Talker(rest, stranger, "super_admin")


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


class TestParticipants:
    def test_newest_first_and_bare(self, ann: Talker, bob: Talker, eve: Talker) -> None:
        chat = ann.opens("group", bob)
        path = f"{CHATS}/{chat['id']}"
        added = bob.made(f"{path}/participants", owner_type="agent", owner_id=eve.id)
        assert (added["owner_id"], added["chat_id"]) == (eve.id, chat["id"])
        listed = ann.members(chat)
        assert [one["owner_id"] for one in listed] == [eve.id, bob.id, ann.id]
        assert listed[0] == added
        assert ann.shown(path)["member_count"] == 3
        assert chat["id"] in eve.chats()

    def test_again(self, ann: Talker, bob: Talker) -> None:
        chat = ann.opens("talk", bob)
        path = f"{CHATS}/{chat['id']}"
        before = ann.members(chat)
        again = bob.made(f"{path}/join")
        old = next(one for one in before if one["owner_id"] == bob.id)
        assert again["id"] != old["id"]
        assert again["tm_joined"] > old["tm_joined"]
        assert ann.shown(path)["member_count"] == 2

    def test_join(self, ann: Talker, bob: Talker, eve: Talker) -> None:
        channel, group = ann.opens("talk"), ann.opens("group", bob)
        assert bob.made(f"{CHATS}/{channel['id']}/join")["owner_id"] == bob.id
        assert bob.says(channel, "hi")["owner_id"] == bob.id
        for talker in (bob, eve):
            assert named(talker.post(f"{CHATS}/{group['id']}/join")) == ["id"]
        added = eve.made(f"{CHATS}/{channel['id']}/participants", owner_id=eve.id)
        assert added["owner_id"] == eve.id
        assert ann.shown(f"{CHATS}/{channel['id']}")["member_count"] == 3

    def test_join_at_once(self, ann: Talker, bob: Talker) -> None:
        chat = ann.opens("talk")
        path = f"{CHATS}/{chat['id']}"
        at_once([bob] * 6, lambda who, _: who.made(f"{path}/join"))
        assert ann.shown(path)["member_count"] == 2
        assert len(ann.members(chat)) == 2

    def test_refused(self, ann: Talker, foreigner: Talker) -> None:
        path = f"{CHATS}/{ann.opens('group')['id']}/participants"
        for id in (foreigner.id, new_id(), NIL):
            assert named(ann.post(path, owner_type="agent", owner_id=id)) == ["owner_id"]

    def test_remove(self, ann: Talker, bob: Talker) -> None:
        chat, other = ann.opens("group", bob), ann.opens("group")
        path = f"{CHATS}/{chat['id']}"
        removed = next(one for one in ann.members(chat) if one["owner_id"] == ann.id)
        elsewhere = f"{CHATS}/{other['id']}/participants/{removed['id']}"
        unknown = ("NOT_FOUND", "TALK_PARTICIPANT_NOT_FOUND")
        assert refusal(ann.delete(elsewhere)) == unknown
        assert bob.delete(f"{path}/participants/{removed['id']}").body == removed
        assert refusal(bob.delete(f"{path}/participants/{removed['id']}")) == unknown
        assert refusal(ann.get(path)) == NO_CHAT
        assert bob.shown(path)["member_count"] == 1


class TestMessages:
    def test_write(self, ann: Talker, bob: Talker) -> None:
        chat = ann.opens("group", bob)
        first = bob.says(chat, "")
        assert (first["owner_type"], first["owner_id"]) == ("agent", bob.id)
        assert (first["parent_id"], first["medias"]) == (NIL, [])
        assert first["metadata"] == {"reactions": []}
        assert first["tm_update"] == first["tm_create"]
        reply = ann.says(chat, "yes", parent_id=first["id"])
        assert reply["parent_id"] == first["id"]
        listed = ann.shown(MESSAGES, chat_id=chat["id"])["result"]
        assert listed == [reply, first]

    def test_refused(self, ann: Talker) -> None:
        chat, other = ann.opens("group"), ann.opens("group")
        there = ann.says(other, "elsewhere")
        base = {"chat_id": chat["id"], "text": "x"}
        assert named(ann.post(MESSAGES, **base)) == ["type"]
        assert named(ann.post(MESSAGES, text="x", type="normal")) == ["chat_id"]
        assert named(ann.post(MESSAGES, **base, type="notice")) == ["type"]
        for parent in (there["id"], new_id()):
            outcome = ann.post(MESSAGES, **base, type="normal", parent_id=parent)
            assert named(outcome) == ["parent_id"]
        unknown = {"chat_id": new_id(), "type": "normal"}
        assert refusal(ann.post(MESSAGES, **unknown)) == NO_CHAT
        assert named(ann.get(MESSAGES)) == ["chat_id"]
        assert refusal(ann.get(MESSAGES, chat_id=new_id())) == NO_CHAT

    def test_medias(self, ann: Talker, bob: Talker, tenant: Tenant) -> None:
        chat = ann.opens("group")
        medias: list[dict[str, Any]] = [
            {"type": "address", "address": {"type": "tel", "target": "+15550100001"}},
            {"type": "agent", "agent_id": bob.id},
            {"type": "file", "file_id": tenant.ids["file"]},
            {"type": "link", "link_url": "https://example.com/a?b=c#d"},
        ]
        shown = ann.says(chat, "look", medias=medias)["medias"]
        for media, wanted in zip(shown, medias, strict=True):
            for name in wanted.keys() - {"address"}:
                assert media[name] == wanted[name]
        assert shown[0]["address"]["target"] == "+15550100001"

    def test_wrong_medias(self, ann: Talker, stranger: Tenant) -> None:
        chat = ann.opens("group")
        cases = {
            "medias[0].type": {},
            "medias[0].address": {"type": "address", "address": {"type": "tel"}},
            "medias[0].agent_id": {"type": "agent", "agent_id": stranger.agents["admin"]},
            "medias[0].file_id": {"type": "file", "agent_id": ann.id},
            "medias[0].link_url": {"type": "link", "link_url": "javascript:alert(1)"},
        }
        for field, media in cases.items():
            fields = {"chat_id": chat["id"], "type": "normal", "medias": [media]}
            assert named(ann.post(MESSAGES, **fields)) == [field]

    def test_delete(self, ann: Talker, bob: Talker) -> None:
        chat = ann.opens("group", bob)
        message = ann.says(chat, "oops")
        path = f"{MESSAGES}/{message['id']}"
        refused = ("PERMISSION_DENIED", "TALK_MESSAGE_NOT_AUTHOR")
        assert refusal(bob.delete(path)) == refused
        gone = ann.delete(path).body
        assert gone["tm_delete"]
        assert refusal(ann.delete(path)) == NO_MESSAGE
        assert refusal(bob.get(path)) == NO_MESSAGE
        assert refusal(bob.post(f"{path}/reactions", emoji="x")) == NO_MESSAGE
        assert bob.shown(MESSAGES, chat_id=chat["id"])["result"] == [gone]
        assert gone["text"] == "oops"
        assert bob.says(chat, "what?", parent_id=message["id"])["parent_id"] == message["id"]


class TestReactions:
    def test_react(self, ann: Talker, bob: Talker) -> None:
        chat = ann.opens("group", bob)
        message = ann.says(chat, "done")
        path = f"{MESSAGES}/{message['id']}"
        bob.made(f"{path}/reactions", emoji="👍")
        ann.made(f"{path}/reactions", emoji="👍")
        after = bob.made(f"{path}/reactions", emoji="🎉")
        given = [
            (r["emoji"], r["owner_type"], r["owner_id"]) for r in after["metadata"]["reactions"]
        ]
        assert given == [("👍", "agent", bob.id), ("👍", "agent", ann.id), ("🎉", "agent", bob.id)]
        assert after["tm_update"] == after["metadata"]["reactions"][-1]["tm_create"]
        assert bob.made(f"{path}/reactions", emoji="👍") == after
        assert ann.shown(path) == after
        assert named(ann.post(f"{path}/reactions", emoji="")) == ["emoji"]

    def test_at_once(self, ann: Talker, bob: Talker) -> None:
        """Nobody's is lost, nobody's is there twice."""
        message = ann.says(ann.opens("group", bob), "vote")
        path = f"{MESSAGES}/{message['id']}"
        emojis = [f"e{place // 4}" for place in range(12)]
        at_once(
            [ann, bob] * 6,
            lambda who, place: who.made(f"{path}/reactions", emoji=emojis[place]),
        )
        given = ann.shown(path)["metadata"]["reactions"]
        assert len(given) == 6
        wanted = {(who.id, emoji) for who in (ann, bob) for emoji in ("e0", "e1", "e2")}
        assert {(one["owner_id"], one["emoji"]) for one in given} == wanted


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


@contextmanager
def alone(talker: Talker) -> Iterator[Talker]:
    """The same agent with a connection of its own."""
    twin = copy(talker)
    twin._rest = RestFace(talker._rest._base)
    try:
        yield twin
    finally:
        twin._rest.close()


def at_once(talkers: Sequence[Talker], act: Callable[[Talker, int], Any]) -> list[Any]:
    """What each got who did something at the same time as the others."""

    def run(place: int) -> Any:
        with alone(talkers[place]) as talker:
            return act(talker, place)

    with ThreadPoolExecutor(len(talkers)) as pool:
        return list(pool.map(run, range(len(talkers))))
