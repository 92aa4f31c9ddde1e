"""Signatures, computed a second time by other means."""

import base64
import hashlib
import hmac

from tests.core.webhook.world import World
from tests.fixtures.receiver import Received

DAY_S = 86_400


def standard(secret: str, one: Received) -> str:
    """What the Standard Webhooks text says, 1.0 'Signature scheme'."""
    key = base64.b64decode(secret[len("whsec_") :])
    head = one.headers["webhook-id"] + "." + one.headers["webhook-timestamp"] + "."
    digest = hmac.new(key, head.encode() + one.body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def plain(secret: str, one: Received) -> str:
    key = base64.b64decode(secret[len("whsec_") :])
    return "sha256=" + hmac.new(key, one.body, hashlib.sha256).hexdigest()


async def test_signed(world: World) -> None:
    secret = (await world.ask("RotateWebhookSecret"))["secret"]
    await world.happen()
    await world.deliver()
    (one,) = world.receiver.received
    assert one.headers["webhook-signature"] == standard(secret, one)
    assert one.headers["x-voipbin-signature"] == plain(secret, one)
    assert abs(int(one.headers["webhook-timestamp"]) - world.clock.now_us() / 1e6) < 5


async def test_published_example() -> None:
    """The vector of the libraries of Standard Webhooks."""
    from voipbin.core.webhook.signature import key_of, signed

    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    headers = signed([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_rotation_without_a_gap(world: World) -> None:
    before = await world.ask("RotateWebhookSecret")
    assert before["tm_previous_secret"] is None
    after = await world.ask("RotateWebhookSecret")
    assert after["tm_previous_secret"] is not None
    await world.happen()
    await world.deliver()
    one = world.receiver.received[-1]
    both = [after["secret"], before["secret"]]
    assert one.headers["webhook-signature"].split() == [standard(secret, one) for secret in both]
    assert one.headers["x-voipbin-signature"].split() == [plain(secret, one) for secret in both]
    await world.happen()
    await world.deliver(DAY_S + 1)
    last = world.receiver.received[-1]
    assert last.headers["webhook-signature"] == standard(after["secret"], last)


async def test_secret_nobody_has_seen(world: World) -> None:
    """Before the first rotation there is a secret all the same, and rotation replaces it."""
    await world.happen()
    await world.deliver()
    assert " " not in world.receiver.received[0].headers["webhook-signature"]
    sealed = (await world.endpoint()).sealed_secret
    assert sealed
    assert "whsec" not in sealed
    assert (await world.ask("RotateWebhookSecret"))["tm_previous_secret"] is not None
    assert "secret" not in str(sorted(await world.ask("GetWebhookEndpoint"))).replace(
        "tm_secret", ""
    ).replace("tm_previous_secret", "")


async def test_each_attempt_is_signed_anew(world: World) -> None:
    from tests.fixtures.receiver import answers

    secret = (await world.ask("RotateWebhookSecret"))["secret"]
    world.receiver.next_ones.append(answers(500))
    await world.happen()
    await world.deliver()
    await world.deliver(60)
    first, second = world.receiver.received
    stamps = [int(one.headers["webhook-timestamp"]) for one in (first, second)]
    assert stamps[1] - stamps[0] >= 60
    assert second.headers["webhook-signature"] == standard(secret, second)
