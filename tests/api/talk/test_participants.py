"""Coming into chats and leaving them."""

from tests.api.admin import named, refusal
from tests.api.talk.talker import CHATS, NIL, NO_CHAT, Talker, at_once
from voipbin.core.ids import new_id


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
