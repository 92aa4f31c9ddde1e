"""Signing up: an account that waits for its e-mail address to be verified."""

import secrets
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import IntegrityError

from voipbin.core.accesskey.model import ACCESSKEY
from voipbin.core.accesskey.room import new_accesskey
from voipbin.core.agent.model import AGENT
from voipbin.core.auth.email import is_email
from voipbin.core.auth.one_time_token import (
    MAX_GUESSES,
    SIGNUP_CODE,
    VERIFY_EMAIL,
    CodeHasher,
    add_token,
    forget,
    guess,
    look_at,
    new_link_token,
    use_up,
)
from voipbin.core.auth.password_links import PasswordLinks
from voipbin.core.auth.taken_address import Holder, TakenAddresses, holder_of
from voipbin.core.contract.rate_limit import RateLimit
from voipbin.core.customer.activation import activate, new_admin
from voipbin.core.customer.model import CUSTOMER, CustomerRow
from voipbin.core.errors import InvalidArgument, ResourceExhausted
from voipbin.core.ids import new_accesskey_token, new_id
from voipbin.core.mail import letters
from voipbin.core.mail.mailer import Mailer
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.uniqueness import taken
from voipbin.core.unit_of_work import Store, UnitOfWork

_KEY_LIFETIME_S = 365 * 86400
_UNKNOWN_TOKENS = 10_000


class Signups:
    """Begins signups and finishes them."""

    def __init__(
        self,
        store: Store,
        mailer: Mailer,
        links: PasswordLinks,
        base_url: Callable[[], str],
        codes: CodeHasher,
    ) -> None:
        self._store = store
        self._mailer = mailer
        self._links = links
        self._base_url = base_url
        self._codes = codes
        self._taken = TakenAddresses(mailer, links)
        # Guesses for tokens that do not exist are counted too, or the answer would tell which do.
        self._unknown = RateLimit(MAX_GUESSES / 3600, MAX_GUESSES, _UNKNOWN_TOKENS)

    async def begin(self, details: dict[str, Any], ip: str) -> tuple[CustomerRow, str] | None:
        """Stores a customer that is not verified and mails its owner; with it a temporary token.

        An address that is taken gets the same answer, so that nobody learns who has an account:
        the customer is not stored then, no code fits the token, and the owner is told by mail.

        Args:
            details: columns of the customer.

        Returns:
            None for an address that is malformed.
        """
        if not is_email(details["email"]):
            return None
        temporary = secrets.token_hex(16)
        async with self._store.writing() as work:
            now_us = work.clock.now_us()
            row = _new_customer(details, ip, now_us)
            holder = await holder_of(work, row.email, now_us)
            code, code_hash = self._new_code(temporary)
            await add_token(work, temporary, SIGNUP_CODE, row.id, now_us, code_hash=code_hash)
            if holder is Holder.NOBODY:
                await self._add(work, row, code)
            else:
                await self._taken.tell(work, row, holder)
        return row, temporary

    async def verify_link(self, token: str) -> tuple[CustomerRow, Any]:
        """Finishes with the token of the link; the customer and its key.

        Raises:
            InvalidArgument: the link does not work (any more).
        """
        async with self._store.writing() as work:
            opened = await use_up(work, token, VERIFY_EMAIL, work.clock.now_us())
            row = await _waiting(work, opened.customer_id) if opened else None
            if row is None or row.status != "initial":
                raise _refused("token", "is of no link that still works: sign up again")
            await self._activate(work, row, mails_link=True)
            return row, await _first_key(work, row)

    async def complete(self, token: str, code: str) -> tuple[CustomerRow, Any]:
        """Finishes with the code; the customer and its key.

        Raises:
            InvalidArgument: the code is wrong, or does not work any more.
            ResourceExhausted: too many codes were tried.
        """
        await self._count_guess(token)
        async with self._store.writing() as work:
            now_us = work.clock.now_us()
            opened = await look_at(work, token, SIGNUP_CODE, now_us)
            is_right = opened is not None and self._codes.matches(opened.code_hash, code, token)
            if not is_right or await use_up(work, token, SIGNUP_CODE, now_us) is None:
                raise _refused("code", "is wrong or does not work any more")
            assert opened is not None
            row = await _waiting(work, opened.customer_id)
            if row is None or row.status not in ("initial", "active"):
                raise _refused("code", "does not work any more")
            await forget(work, VERIFY_EMAIL, customer_id=row.id)
            if row.status == "initial":
                await self._activate(work, row, mails_link=False)
            return row, await _first_key(work, row)

    def _new_code(self, temporary: str) -> tuple[str, str]:
        """Six digits, and what is stored of them."""
        code = str(100_000 + secrets.randbelow(900_000))
        return code, self._codes.hash(code, temporary)

    async def _add(self, work: UnitOfWork, row: CustomerRow, code: str) -> None:
        link = new_link_token()
        await Repository(CUSTOMER, work, row.id).add(row)
        await add_token(work, link, VERIFY_EMAIL, row.id, row.tm_create)
        record(work, CUSTOMER, "created", row)
        mail = letters.verification(row.email, self._base_url(), link, code)
        work.after_commit(lambda: self._mailer.send(mail))

    async def _count_guess(self, token: str) -> None:
        # A transaction of its own: a refused guess counts as well.
        async with self._store.writing() as work:
            guesses = await guess(work, token, SIGNUP_CODE)
        is_known = guesses > 0
        if not is_known and self._unknown.delay(token, self._store.clock.monotonic_s()) > 0:
            guesses = MAX_GUESSES + 1
        if guesses > MAX_GUESSES:
            raise ResourceExhausted(
                "too many codes were tried: sign up again", reason="TOO_MANY_ATTEMPTS"
            )

    async def _activate(self, work: UnitOfWork, row: CustomerRow, *, mails_link: bool) -> None:
        row.tm_update = work.clock.now_us()
        admin = new_admin(row, row.tm_update)
        try:
            await activate(work, row, admin)
        except IntegrityError as error:
            raise taken(error, AGENT, admin) from None
        record(work, CUSTOMER, "updated", row)
        if mails_link:
            await self._links.add(work, admin, letters.first_password)


def _new_customer(details: dict[str, Any], ip: str, now_us: int) -> CustomerRow:
    id = new_id()
    return CustomerRow(
        id=id,
        customer_id=id,
        **details,
        status="initial",
        tm_terms_agreed=now_us,
        terms_agreed_ip=ip[:64],
        tm_create=now_us,
    )


async def _waiting(work: UnitOfWork, customer_id: str) -> CustomerRow | None:
    return await Repository(CUSTOMER, work, customer_id).find(customer_id, lock=True)


async def _first_key(work: UnitOfWork, customer: CustomerRow) -> Any:
    token = new_accesskey_token()
    row = new_accesskey(token, customer.id, "default", "", _KEY_LIFETIME_S, work.clock.now_us())
    await Repository(ACCESSKEY, work, customer.id).add(row)
    record(work, ACCESSKEY, "created", row)
    message = ACCESSKEY.to_message(row)
    message.token = token
    return message


def _refused(field: str, fault: str) -> InvalidArgument:
    return InvalidArgument.of([(field, fault)])
