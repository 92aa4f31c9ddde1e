"""Whoever guesses learns nothing: an unknown user is answered as a wrong password is."""

import re
from contextvars import ContextVar
from typing import Any

import pytest

from tests.fixtures.ports import free_port
from tests.platform.stage import LocalStage
from tests.platform.test_bans import line
from voipbin.core.extension import registrar
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.trunk import directory
from voipbin.media.sip import Credentials
from voipbin.media.sip.digest_client import ClientDigest
from voipbin.media.sip.message import Request, Response
from voipbin.media.sip.parser import parse_message
from voipbin.media.v1 import node_pb2

pytestmark = pytest.mark.asyncio(loop_scope="module")

_VARIES = re.compile(
    rb'(nonce="|tag=|branch=|Call-ID: |rport=|Date: )[^";\r\n]*|(?<=sip:)[^@>\r\n]*(?=@)'
)

_ASKED: ContextVar[bool] = ContextVar("asked", default=False)


class Work:
    """What the core does for one attempt."""

    def __init__(self, stage: LocalStage, patch: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        self._count(patch, SecretsBox, "open")
        self._count(patch, registrar, "digest_secrets")
        self._count(patch, directory, "digest_secrets")
        listener = stage.platform.engines.listener.target
        answer = listener.on_query

        async def on_query(query: node_pb2.Query) -> node_pb2.Answer:
            _ASKED.set(True)
            self.done.append(query.WhichOneof("query") or "")
            return await answer(query)

        patch.setattr(listener, "on_query", on_query)
        store = stage.platform.engines.store
        reading = store.reading

        def counted() -> Any:
            if _ASKED.get():  # by a node, not by some periodic work
                self.done.append("reading")
            return reading()

        patch.setattr(store, "reading", counted)

    def _count(self, patch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        before = getattr(owner, name)

        def counted(*values: Any, **named: Any) -> Any:
            self.done.append(name)
            return before(*values, **named)

        patch.setattr(owner, name, counted)

    def taken(self) -> list[str]:
        done, self.done = self.done, []
        return done


def request(method: str, domain: str, user: str, call: str, *extra: str) -> bytes:
    target = f"{user}@{domain}" if method == "INVITE" else domain
    lines = [
        f"{method} sip:{target} SIP/2.0",
        f"Via: SIP/2.0/UDP 192.0.2.1;rport;branch=z9hG4bK{call}{len(extra)}",
        f"From: <sip:{user}@{domain}>;tag={call}",
        f"To: <sip:{user}@{domain}>",
        f"Call-ID: {call}",
        f"CSeq: {1 + len(extra)} {method}",
        f"Contact: <sip:{user}@192.0.2.1>",
        *extra,
        "Content-Length: 0",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


async def final(sender: Any) -> bytes:
    while True:
        data: bytes = await sender.receive()
        found = parse_message(data)
        if isinstance(found, Response) and found.status >= 200:
            return data


async def attempt(
    stage: LocalStage, method: str, domain: str, user: str, work: Work
) -> tuple[list[bytes], list[str]]:
    """Both answers without what differs between any two, and the work they cost."""
    call = f"{user}{free_port()}"
    # Over TCP: nothing comes twice.
    async with line(stage, "tcp", "127.0.0.1") as sender:
        await sender.send(request(method, domain, user, call))
        first = await final(sender)
        challenge = parse_message(first)
        assert isinstance(challenge, Response)
        digest = ClientDigest(Credentials(user, "wrong"))
        assert digest.learn(challenge)
        signed = parse_message(request(method, domain, user, call))
        assert isinstance(signed, Request)
        digest.sign(signed)
        name = "Proxy-Authorization" if challenge.status == 407 else "Authorization"
        proof = f"{name}: {signed.headers.get(name)}"
        work.taken()
        await sender.send(request(method, domain, user, call, proof))
        second = await final(sender)
    return [_VARIES.sub(rb"\1", data) for data in (first, second)], work.taken()


@pytest.mark.parametrize("method", ["REGISTER", "INVITE"])
async def test_phone(stage: LocalStage, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    work = Work(stage, monkeypatch)
    known = await attempt(stage, method, stage.domain, await stage.extension(), work)
    unknown = await attempt(stage, method, stage.domain, f"99{free_port()}", work)
    nobodys = "de300000-0000-4000-8000-00000000dead.registrar.voipbin.net"
    elsewhere = await attempt(stage, method, nobodys, f"99{free_port()}", work)
    assert known == unknown
    assert elsewhere[1] == unknown[1], "nor does it show which customers there are"
    assert [data.replace(nobodys.encode(), stage.domain.encode()) for data in elsewhere[0]] == (
        unknown[0]
    )
    assert b"407 Proxy Authentication Required" in known[0][1]


async def test_trunk(stage: LocalStage, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"pbx{free_port()}"
    await stage.api(
        "TrunkService.CreateTrunk",
        domain_name=name,
        auth_types=["basic"],
        username="5001",
        password="pbx-secret",
    )
    work = Work(stage, monkeypatch)
    domain = f"{name}.trunk.voipbin.net"
    known = await attempt(stage, "INVITE", domain, "5001", work)
    assert known == await attempt(stage, "INVITE", domain, "5002", work)
