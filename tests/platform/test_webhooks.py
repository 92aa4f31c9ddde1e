"""Webhooks of a platform that dies again and again."""

import base64
import hashlib
import hmac
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fixtures.receiver import Received, receiving
from tests.platform.program import Program

DEATHS = 2
TAGS = 20


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    program = Program(tmp_path)
    yield program
    await program.close()


async def test_nothing_is_lost_when_the_platform_is_killed(program: Program) -> None:
    async with receiving() as receiver:
        receiver.delay_s = lambda _: 0.02
        made: list[str] = []
        secret = ""
        for death in range(DEATHS):
            stage = await program.start()
            if not death:
                secret = (await stage.api("WebhookService.RotateWebhookSecret"))["secret"]
                await stage.api(
                    "CustomerService.UpdateOwnCustomer",
                    webhook_uri=receiver.url,
                    webhook_method="POST",
                )
            for number in range(TAGS):
                tag = await stage.api("TagService.CreateTag", name=f"{death} {number}")
                made.append(tag["id"])
            await program.end(signal.SIGKILL)
        await program.start()

        def all_came(received: list[Received]) -> bool:
            return set(made) <= {one.resource_id for one in received}

        await receiver.until(all_came)
        key = base64.b64decode(secret.removeprefix("whsec_"))
        for one in receiver.received:
            head = f"{one.headers['webhook-id']}.{one.headers['webhook-timestamp']}."
            digest = hmac.new(key, head.encode() + one.body, hashlib.sha256).digest()
            assert one.headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()
        ids = {(one.resource_id, one.json["type"]): set[str]() for one in receiver.received}
        for one in receiver.received:
            ids[one.resource_id, one.json["type"]].add(one.headers["webhook-id"])
        assert {len(some) for some in ids.values()} == {1}, "an event has one id"
