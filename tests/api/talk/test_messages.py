"""What agents say, and how others react."""

from typing import Any

from tests.api.admin import named, refusal
from tests.api.talk.talker import MESSAGES, NIL, NO_CHAT, NO_MESSAGE, Talker, at_once
from tests.api.tenants import Tenant
from voipbin.core.ids import new_id


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
