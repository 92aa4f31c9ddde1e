"""message_send and conversation_send."""

import pytest

from tests.core.flow_engine.player import ANSWERED, Player, act
from voipbin.core.flow_engine import (
    ActionDone,
    ActionFailed,
    CallFacts,
    ConversationSend,
    EndFlow,
    MessageSend,
    simulate,
)

HERE, THERE = ({"type": "tel", "target": f"+1555010000{digit}"} for digit in (1, 2))
SAY = {"conversation_id": "${where}", "text": "hi ${name}"}
VARIABLES = {"name": "Bob", "where": "c-1"}


@pytest.mark.parametrize("call", [ANSWERED, None])
def test_message_send_waits_until_it_is_stored(call: CallFacts | None) -> None:
    send = act("message_send", source=HERE, destinations=[THERE, HERE], text="hi ${name}")
    run = Player(send, act("stop"), call=call, variables=VARIABLES)
    (effect,) = run.start()
    assert isinstance(effect, MessageSend)
    assert effect.source is not None
    assert (effect.source["target"], effect.text) == (HERE["target"], "hi Bob")
    assert [to["target"] for to in effect.destinations] == [THERE["target"], HERE["target"]]
    run.feed(ActionDone(run.token))
    assert run.history == ["message_send", "stop"]


def test_message_send_without_a_source() -> None:
    run = Player(act("message_send", destinations=[THERE], text="hi"))
    (effect,) = run.start()
    assert isinstance(effect, MessageSend)
    assert effect.source is None


def test_message_that_cannot_be_sent_ends_the_run() -> None:
    run = Player(act("message_send", destinations=[THERE], text="hi"), act("beep"))
    run.start()
    assert any(
        isinstance(effect, EndFlow)
        for effect in run.feed(ActionFailed(run.token, "INSUFFICIENT_BALANCE"))
    )
    assert run.current == "message_send"


def test_conversation_send_goes_on_at_once() -> None:
    run = Player(act("conversation_send", **SAY), act("sleep", duration=9), variables=VARIABLES)
    effect = run.start()[0]
    assert isinstance(effect, ConversationSend)
    assert (effect.conversation_id, effect.text, effect.sync) == ("c-1", "hi Bob", False)
    assert (run.history, run.current) == (["conversation_send"], "sleep")


@pytest.mark.parametrize("answer", [ActionDone, ActionFailed])
def test_synchronous_conversation_send_waits_and_goes_on(answer: type) -> None:
    run = Player(act("conversation_send", **SAY, sync=True), act("stop"), variables=VARIABLES)
    (effect,) = run.start()
    assert isinstance(effect, ConversationSend)
    assert effect.sync
    assert run.current == "conversation_send"
    run.feed(answer(run.token))
    assert run.history == ["conversation_send", "stop"]


def test_simulated() -> None:
    actions = [
        act("message_send", destinations=[THERE], text="x"),
        act("conversation_send", conversation_id="c", text="x", sync=True),
        act("conversation_send", conversation_id="c", text="x"),
    ]
    run = simulate(actions)
    assert run.is_ended
    assert (len(run.all(MessageSend)), len(run.all(ConversationSend))) == (1, 2)
