"""The table of conversation accounts."""

from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index
from voipbin.v1 import conversation_account_pb2


class ConversationAccountRow(Row, table=True):
    """An account at a messaging service; its credentials are sealed, bound to the id."""

    __tablename__ = "conversation_account"
    __table_args__ = (listing_index("conversation_account"),)

    type: str = Field(default="", max_length=32)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    sealed_secret: str = Field(default="")
    sealed_token: str = Field(default="")


def _never_shown(_row: ConversationAccountRow) -> str:
    return ""


CONVERSATION_ACCOUNT = Resource(
    "conversation_account",
    ConversationAccountRow,
    conversation_account_pb2.ConversationAccount,
    computed={"secret": _never_shown, "token": _never_shown},
    event="account",
)
