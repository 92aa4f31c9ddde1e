"""Transactions of RFC 3261 17 (with RFC 6026): tables, timers, and the layer matching them."""

from .client import ClientTransaction, InviteClient, NonInviteClient
from .layer import TransactionLayer, TransactionUser
from .server import InviteServer, NonInviteServer, ServerTransaction

__all__ = [
    "ClientTransaction",
    "InviteClient",
    "InviteServer",
    "NonInviteClient",
    "NonInviteServer",
    "ServerTransaction",
    "TransactionLayer",
    "TransactionUser",
]
