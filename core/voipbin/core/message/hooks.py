"""What Telnyx tells us: texts that came, and what became of those we sent."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson
import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from voipbin.core.destinations import is_telephone_number
from voipbin.core.errors import InvalidArgument, Unauthenticated, Unavailable
from voipbin.core.flow_engine.variables import clean_text
from voipbin.core.message.copies import copies_called
from voipbin.core.message.fate import settle_target
from voipbin.core.message.incoming import Incoming
from voipbin.core.message.model import MESSAGE
from voipbin.core.message.service import Messages
from voipbin.core.message.telnyx import TELNYX

_log = structlog.get_logger(__name__)

_TOLERANCE_S = 300
"A signature older than this was recorded by somebody."
_LONGEST_TEXT = 20_000
_TOO_QUICK_US = 60_000_000
"A report that comes sooner may be of a text whose reference is not stored yet."
_FATES = {
    "delivered": "delivered",
    "delivery_unconfirmed": "dlr_timeout",
    "delivery_failed": "failed",
    "sending_failed": "failed",
}
"Status of a receiver in message.finalized, to that of a target."


class TelnyxHook:
    """Takes in what Telnyx POSTs.

    Args:
        public_key: in base64; nothing is checked without one.
    """

    def __init__(self, messages: Messages, public_key: str) -> None:
        self._messages = messages
        self._key: Ed25519PublicKey | None = None
        if public_key:
            self._key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))

    async def hear(self, headers: Mapping[str, str], body: bytes) -> None:
        """Does what one request says; what is about nothing of ours is left alone.

        Raises:
            Unauthenticated: it is not signed by Telnyx.
            InvalidArgument: it cannot be read.
            Unavailable: it is about a text that may be known in a moment.
        """
        self._check_signature(headers, body)
        try:
            data = orjson.loads(body)["data"]
            event_type, payload = data["event_type"], data["payload"]
            # Only what is read here may be called unreadable: our own faults are not the sender's.
            came = _received(payload) if event_type == "message.received" else None
            fate = _finalized(data) if event_type == "message.finalized" else None
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            fault = f"must be an event of Telnyx about a message: {type(error).__name__} {error}"
            raise InvalidArgument.of([("body", fault)]) from None
        if came is not None:
            await self._receive(*came)
        elif fate is not None:
            await self._finalize(*fate)

    async def _receive(self, target: str, came: Incoming) -> None:
        store = self._messages.store
        try:
            async with store.writing() as work:
                number = await self._messages.inbox.receiver(work, target)
                if number is None:
                    _log.info("a message for nobody is dropped", message_id=came.id)
                    return
                await self._messages.inbox.take(work, number, came)
        except IntegrityError:
            async with store.reading() as connection:
                known = select(MESSAGE.table.c.id).where(MESSAGE.table.c.id == came.id)
                if (await connection.execute(known)).first() is None:
                    raise
            # Another process is told the same at this moment, and was faster.
            _log.info("a message came twice at a time", message_id=came.id)

    async def _finalize(self, reference: str, status: str, occurred_us: int) -> None:
        store = self._messages.store
        async with store.writing() as work:
            copies = await copies_called(work, TELNYX, [reference])
            for copy in copies:
                await settle_target(work, copy, status)
        if not copies and store.clock.now_us() - occurred_us < _TOO_QUICK_US:
            raise Unavailable(
                "nothing is known of that message yet", reason="MESSAGE_NOT_YET_KNOWN"
            )

    def _check_signature(self, headers: Mapping[str, str], body: bytes) -> None:
        """https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks."""
        if self._key is None:
            return
        stamp = headers.get("telnyx-timestamp", "")
        try:
            signature = base64.b64decode(headers.get("telnyx-signature-ed25519", ""), validate=True)
            self._key.verify(signature, f"{stamp}|".encode() + body)
        except (InvalidSignature, ValueError):
            raise Unauthenticated("telnyx-signature-ed25519 does not fit") from None
        now_s = self._messages.store.clock.now_us() // 1_000_000
        if not stamp.isdecimal() or abs(int(stamp[:12]) - now_s) > _TOLERANCE_S:
            raise Unauthenticated(f"telnyx-timestamp is not of now: {stamp!r}")


def _received(payload: Mapping[str, Any]) -> tuple[str, Incoming]:
    """The number a text came to, and the text."""
    source, target = payload["from"]["phone_number"], payload["to"][0]["phone_number"]
    text, count = payload.get("text") or "", payload.get("parts") or 0
    if not (is_telephone_number(target) and isinstance(source, str) and source):
        raise ValueError(f"from {source!r} to {target!r}")
    if not isinstance(text, str) or not isinstance(count, int):
        raise TypeError("text and parts")
    return target, Incoming(
        _id_of(payload, target),
        clean_text(source)[:32],
        clean_text(text)[:_LONGEST_TEXT],
        max(0, min(count, 255)),
    )


def _finalized(data: Mapping[str, Any]) -> tuple[str, str, int] | None:
    """What Telnyx calls a text, how it ended, and when; None for what is no end."""
    payload = data["payload"]
    status = _FATES.get(payload["to"][0]["status"])
    return None if status is None else (str(payload["id"]), status, _moment_us(data))


def _moment_us(data: Mapping[str, Any]) -> int:
    """When an event happened; 0 where it does not say."""
    told = data.get("occurred_at")
    if not isinstance(told, str):
        return 0
    moment = datetime.fromisoformat(told)
    return round(moment.timestamp() * 1_000_000)


def _id_of(payload: Mapping[str, Any], target: str) -> str:
    """Of the message: Telnyx repeats what it does not know to have arrived."""
    reference = payload["id"]
    if not isinstance(reference, str) or not reference:
        raise ValueError(f"id {reference!r}")
    return str(uuid5(NAMESPACE_URL, f"voipbin:telnyx:{target}:{reference}"))
