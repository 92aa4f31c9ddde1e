"""Logging in, signing up, forgotten passwords, leaving."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.agent.model import AGENT
from voipbin.core.auth.login import PasswordCheck
from voipbin.core.auth.password_links import PasswordLinks, agent_named
from voipbin.core.auth.signup import Signups
from voipbin.core.auth.tokens import TokenSigner
from voipbin.core.caller import CallerKind
from voipbin.core.context import Context
from voipbin.core.customer.lifecycle import CustomerLifecycle
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.errors import InvalidArgument, Unauthenticated
from voipbin.core.serving import Operations
from voipbin.v1 import auth_pb2

_PHRASE = "DELETE"


class AuthRoom(Operations):
    """Serves AuthService."""

    def __init__(
        self,
        signer: TokenSigner,
        signups: Signups,
        links: PasswordLinks,
        lifecycle: CustomerLifecycle,
    ) -> None:
        self._signer = signer
        self._signups = signups
        self._links = links
        self._lifecycle = lifecycle
        self._passwords = PasswordCheck()

    async def login(self, request: Any, ctx: Context) -> Message:
        """A token for the right username and password."""
        # Before the password is read: a token is no younger than the password it was given for.
        now_us = ctx.clock.now_us()
        async with ctx.reading() as connection:
            row = await agent_named(connection, request.username)
        passes = await self._passwords.passes(request.username, row, request.password, ctx)
        if not passes or row is None:
            raise Unauthenticated("username or password is wrong", reason="LOGIN_FAILED")
        token = self._signer.sign(AGENT.to_json(row), now_us)
        return auth_pb2.LoginResponse(username=row.username, token=token)

    async def signup(self, request: Any, ctx: Context) -> Message:
        """A customer that waits for its verification."""
        begun = await self._signups.begin(CUSTOMER.from_request(request), ctx.peer_ip)
        if begun is None:
            return auth_pb2.SignupResponse()
        row, temp_token = begun
        return auth_pb2.SignupResponse(customer=CUSTOMER.to_message(row), temp_token=temp_token)

    async def verify_email(self, request: Any, ctx: Context) -> Message:
        """The end of a signup by link."""
        row, key = await self._signups.verify_link(request.token)
        return auth_pb2.VerifyEmailResponse(customer=CUSTOMER.to_message(row), accesskey=key)

    async def complete_signup(self, request: Any, ctx: Context) -> Message:
        """The end of a signup by code."""
        row, key = await self._signups.complete(request.temp_token, request.code)
        return auth_pb2.CompleteSignupResponse(customer_id=row.id, accesskey=key)

    async def forgot_password(self, request: Any, ctx: Context) -> Message:
        """Nothing to be seen; a mail, when there is such a login."""
        self._links.forgotten(request.username)
        return auth_pb2.ForgotPasswordResponse()

    async def reset_password(self, request: Any, ctx: Context) -> Message:
        """A new password, by a mailed link."""
        await self._links.reset(request.token, request.password)
        return auth_pb2.ResetPasswordResponse()

    async def unregister(self, request: Any, ctx: Context) -> Message:
        """Freezes the caller's customer, or deletes it at once."""
        await self._confirm(request, ctx)
        if request.immediate:
            row = await self._lifecycle.delete(ctx.customer_id, forgets=True)
        else:
            row = await self._lifecycle.freeze(ctx.customer_id)
        return CUSTOMER.to_message(row)  # type: ignore[no-any-return]

    async def cancel_unregister(self, request: Any, ctx: Context) -> Message:
        """Makes the caller's customer active again."""
        row = await self._lifecycle.recover(ctx.customer_id)
        return CUSTOMER.to_message(row)  # type: ignore[no-any-return]

    async def _confirm(self, request: Any, ctx: Context) -> None:
        """
        Raises:
            InvalidArgument: the caller does not show that it means it.
        """
        if bool(request.password) == bool(request.confirmation_phrase):
            raise _refused("password", "or confirmation_phrase is required, and not both")
        if request.confirmation_phrase:
            if request.confirmation_phrase != _PHRASE:
                raise _refused("confirmation_phrase", f"must be {_PHRASE}")
            return
        if ctx.caller.kind is not CallerKind.AGENT:
            raise _refused("password", f"is of agents; send confirmation_phrase {_PHRASE}")
        async with ctx.reading() as connection:
            agent = await ctx.own(AGENT, connection).get(ctx.caller.id)
        if not await self._passwords.passes(agent.username, agent, request.password, ctx):
            raise _refused("password", "is wrong")


def _refused(field: str, fault: str) -> InvalidArgument:
    return InvalidArgument.of([(field, fault)])
