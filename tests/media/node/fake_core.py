"""The core as a media node sees it: sends commands, collects events, answers questions."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import grpc

from voipbin.media.sip import Ha1
from voipbin.media.v1 import node_pb2, node_pb2_grpc

WAIT_S = 10.0

Accounts = dict[tuple[str, str], node_pb2.Credential]
"""By domain and user name."""


class FakeCore:
    """One attachment to a node."""

    def __init__(self, address: str) -> None:
        self._channel = grpc.aio.insecure_channel(address)
        self._requests: asyncio.Queue[node_pb2.AttachRequest | None] = asyncio.Queue()
        self._results: dict[str, asyncio.Future[node_pb2.CommandResult]] = {}
        self._news = asyncio.Condition()
        self._welcomed = asyncio.Event()
        self.registered = asyncio.Event()
        """Set when a phone has registered."""
        self._reader: asyncio.Task[None] | None = None
        self._taken: set[int] = set()
        self.events: list[node_pb2.ChannelEvent] = []
        self.queries: list[node_pb2.Query] = []
        self.welcome = node_pb2.Welcome()
        self.accounts: Accounts = {}
        self.contacts: dict[str, list[node_pb2.ContactBinding]] = {}
        """By extension, newest first."""
        self.tokens: set[str] = set()
        """Good tokens and access keys; any other is unauthenticated."""
        self.calls: dict[str, str] = {}
        """Channel by call: what good tokens may stream."""
        self.bridges: dict[str, str] = {}
        """Bridge by conference."""
        self.platform_tokens: set[str] = set()
        """Those of the good tokens that are the platform's own."""
        self.refuse_registers = False
        self.admitted: node_pb2.Admitted | None = None
        """What everybody is told who wants to come in; None as accounts say."""
        self.mute = False
        """Answers no query."""
        self.status: grpc.StatusCode | None = None
        """How the stream ended."""

    async def attach(self, *, after_sequence: int = 0, orphan_timeout_ms: int = 5000) -> None:
        """Say hello and wait for the welcome."""
        hello = node_pb2.Hello(after_sequence=after_sequence, orphan_timeout_ms=orphan_timeout_ms)
        self._requests.put_nowait(node_pb2.AttachRequest(hello=hello))
        stub = node_pb2_grpc.NodeServiceStub(self._channel)
        responses = stub.Attach(self._outgoing())
        self._reader = asyncio.create_task(self._read(responses))
        await asyncio.wait_for(self._welcomed.wait(), WAIT_S)

    async def close(self) -> None:
        """Leave the node."""
        self._requests.put_nowait(None)
        if self._reader is not None:
            self._reader.cancel()
        await self._channel.close(None)

    def give_account(self, domain: str, user: str, password: str) -> node_pb2.Credential:
        """Let a phone register and call as this user."""
        ha1 = Ha1.of(user, domain, password)
        account = node_pb2.Credential(
            extension_id=f"ext-{user}",
            customer_id="customer",
            extension=user,
            ha1_md5=ha1.md5,
            ha1_sha256=ha1.sha256,
        )
        self.accounts[domain, user] = account
        return account

    async def command(
        self, channel_id: str, *, command_id: str = "", **command: Any
    ) -> node_pb2.CommandResult:
        """Send one command and wait for its result."""
        command_id = command_id or str(uuid4())
        message = node_pb2.Command(command_id=command_id, channel_id=channel_id, **command)
        self._requests.put_nowait(node_pb2.AttachRequest(command=message))
        future = self._results.setdefault(command_id, asyncio.get_running_loop().create_future())
        try:
            return await asyncio.wait_for(asyncio.shield(future), WAIT_S)
        finally:
            self._results.pop(command_id, None)

    async def do(self, channel_id: str, **command: Any) -> None:
        """A command that must succeed."""
        result = await self.command(channel_id, **command)
        assert not result.error, f"{result.error}: {result.message}"

    async def event(
        self,
        kind: str,
        channel_id: str = "",
        *,
        where: Callable[[node_pb2.ChannelEvent], bool] = lambda _: True,
    ) -> node_pb2.ChannelEvent:
        """The next event of that kind not asked for before; waits for it."""

        def find() -> node_pb2.ChannelEvent | None:
            for event in self.events:
                if (
                    event.sequence not in self._taken
                    and event.WhichOneof("event") == kind
                    and channel_id in ("", event.channel_id)
                    and where(event)
                ):
                    return event
            return None

        async with self._news:
            try:
                async with asyncio.timeout(WAIT_S):
                    while (event := find()) is None:
                        await self._news.wait()
            except TimeoutError:
                seen = [item.WhichOneof("event") for item in self.events]
                raise AssertionError(f"no {kind} of {channel_id!r}, only {seen}") from None
        self._taken.add(event.sequence)
        return event

    def kinds(self, channel_id: str) -> list[str | None]:
        """What happened to a channel, in order."""
        return [item.WhichOneof("event") for item in self.events if item.channel_id == channel_id]

    async def _outgoing(self) -> Any:
        while (request := await self._requests.get()) is not None:
            yield request

    async def _read(self, responses: Any) -> None:
        try:
            async for response in responses:
                await self._take(response)
            self.status = grpc.StatusCode.OK
        except grpc.aio.AioRpcError as error:
            self.status = error.code()
        async with self._news:
            self._news.notify_all()

    async def ended(self) -> grpc.StatusCode:
        """How the node ended the stream."""
        async with self._news, asyncio.timeout(WAIT_S):
            while self.status is None:
                await self._news.wait()
        return self.status

    async def _take(self, response: node_pb2.AttachResponse) -> None:
        kind = response.WhichOneof("message")
        if kind == "welcome":
            self.welcome = response.welcome
            self._welcomed.set()
        elif kind == "event":
            async with self._news:
                self.events.append(response.event)
                self._news.notify_all()
        elif kind == "result":
            future = self._results.get(response.result.command_id)
            if future is not None and not future.done():
                future.set_result(response.result)
        elif kind == "query":
            self.queries.append(response.query)
            if not self.mute:
                self._answer(response.query)

    def _answer(self, query: node_pb2.Query) -> None:
        answer = node_pb2.Answer(query_id=query.query_id)
        kind = query.WhichOneof("query")
        if kind == "admit":
            answer.admitted.CopyFrom(self._admit(query.admit))
        elif kind == "credential":
            account = self.accounts.get((query.credential.domain, query.credential.username))
            if account is not None:
                answer.credential.CopyFrom(account)
        elif kind == "register" and not self.refuse_registers:
            answer.registered.contacts.extend(self._register(query.register))
        elif kind == "stream":
            self._grant(query.stream, answer)
        self._requests.put_nowait(node_pb2.AttachRequest(answer=answer))

    def _admit(self, query: node_pb2.AdmitQuery) -> node_pb2.Admitted:
        """Phones prove what they are; whoever is nobody's phone is a stranger."""
        if self.admitted is not None:
            return self.admitted
        known = (query.from_domain, query.from_user) in self.accounts
        if known or query.method == "REGISTER":
            return node_pb2.Admitted(realm=query.from_domain)
        return node_pb2.Admitted()

    def _grant(self, query: node_pb2.StreamQuery, answer: node_pb2.Answer) -> None:
        if (query.token or query.accesskey) not in self.tokens:
            answer.stream.unauthenticated = True
        elif query.conference_id:
            answer.stream.bridge_id = self.bridges.get(query.conference_id, "")
            answer.stream.is_platform = query.token in self.platform_tokens
        elif query.call_id in self.calls:
            answer.stream.channel_id = self.calls[query.call_id]

    def _register(self, query: node_pb2.RegisterQuery) -> list[node_pb2.ContactBinding]:
        kept = [] if query.remove_all else self.contacts.get(query.extension_id, [])
        changed = {contact.uri for contact in query.contacts}
        kept = [contact for contact in kept if contact.uri not in changed]
        kept = [contact for contact in query.contacts if contact.expires_s] + kept
        self.contacts[query.extension_id] = kept
        if kept:
            self.registered.set()
        return kept
