"""The table of talk chats."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index
from voipbin.v1 import talk_chat_pb2


class TalkChatRow(Row, table=True):
    """A place where agents talk.

    The number of members is counted anew with every change of them, while the row is locked.
    """

    __tablename__ = "talk_chat"
    __table_args__ = (listing_index("talk_chat"),)

    type: str = Field(default="", max_length=32)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    member_count: int = Field(default=0, sa_type=BigInteger)


TALK_CHAT = Resource("talk_chat", TalkChatRow, talk_chat_pb2.TalkChat, event="chat")
