"""digits_receive and digits_send, and what keys do meanwhile."""

import pytest

from tests.core.flow_engine.player import Player, act
from voipbin.core.flow_engine import (
    ActionDone,
    ActionFailed,
    CancelTimer,
    DigitPressed,
    SendDigits,
    StartTimer,
    TimerFired,
)

DIGITS = "voipbin.call.digits"


def press(run: Player, keys: str) -> None:
    for key in keys:
        run.feed(DigitPressed(key))


def test_receive_ends_at_its_length() -> None:
    run = Player(act("digits_receive", duration=5000, length=3), act("beep"))
    assert isinstance(run.start()[0], StartTimer)
    press(run, "12")
    assert run.current == "digits_receive"
    assert run.feed(DigitPressed("3"))[0] == CancelTimer(1)
    assert run.current == "beep"
    assert run.state.variables[DIGITS] == "123"


def test_receive_ends_at_any_character_of_key_which_stays() -> None:
    run = Player(act("digits_receive", duration=5000, key="*#"), act("beep"))
    run.start()
    press(run, "12#")
    assert run.current == "beep"
    assert run.state.variables[DIGITS] == "12#"


def test_receive_length_zero_has_no_limit() -> None:
    run = Player(act("digits_receive", duration=5000), act("beep"))
    run.start()
    press(run, "0123456789ABCD*#")
    assert run.current == "digits_receive"
    run.feed(TimerFired(run.token))
    assert run.state.variables[DIGITS] == "0123456789ABCD*#"
    assert run.current == "beep"


def test_receive_duration_zero_is_over_at_once() -> None:
    run = Player(act("digits_receive", length=1), act("beep"))
    run.start()
    assert run.current == "beep"


def test_trap_leftover_digits_complete_it_instantly() -> None:
    run = Player(
        act("digits_receive", duration=5000, length=1),
        act("digits_receive", duration=5000, length=1),
        act("beep"),
    )
    run.start()
    press(run, "1")
    assert run.current == "beep"


def test_trap_leftover_terminator_completes_it_instantly() -> None:
    run = Player(
        act("digits_receive", duration=5000, key="#"),
        act("digits_receive", duration=5000, key="#"),
        act("beep"),
    )
    run.start()
    press(run, "1#")
    assert run.current == "beep"


def test_trap_branch_clears_what_was_left() -> None:
    run = Player(
        act("digits_receive", duration=5000, length=1),
        act("branch", default_target_id="again"),
        act("digits_receive", "again", duration=5000, length=1),
        act("beep"),
    )
    run.start()
    press(run, "1")
    assert run.current == "digits_receive"
    assert run.state.variables[DIGITS] == ""


def test_trap_digits_overwrite_during_other_actions() -> None:
    run = Player(
        act("sleep", duration=100), act("digits_receive", duration=5000, length=2), act("beep")
    )
    run.start()
    press(run, "78")
    assert run.state.variables[DIGITS] == "8"
    run.feed(TimerFired(run.token))
    assert run.current == "digits_receive"
    press(run, "9")
    assert run.state.variables[DIGITS] == "89"
    assert run.current == "beep"


def test_type_ahead_answers_the_next_question() -> None:
    run = Player(act("beep"), act("digits_receive", duration=5000, length=1), act("sleep"))
    run.start()
    press(run, "4")
    run.feed(ActionDone(run.token))
    assert run.history == ["beep", "digits_receive", "sleep"]


@pytest.mark.parametrize("key", ["", "x", "11", "a", " "])
def test_nonsense_is_no_digit(key: str) -> None:
    run = Player(act("digits_receive", duration=5000, length=1))
    run.start()
    press(run, key) if len(key) == 1 else run.feed(DigitPressed(key))
    assert run.current == "digits_receive"
    assert run.state.variables.get(DIGITS, "") == ""


def test_receive_stops_growing_somewhere() -> None:
    run = Player(act("digits_receive", duration=5000), variables={DIGITS: "1" * 999})
    run.start()
    press(run, "23")
    assert run.state.variables[DIGITS] == "1" * 999 + "2"


def test_receive_length_from_a_variable() -> None:
    run = Player(
        act("digits_receive", duration="${wait}", length="${count}"),
        act("beep"),
        variables={"wait": "5000", "count": "2"},
    )
    timer = run.start()[0]
    assert isinstance(timer, StartTimer)
    assert timer.duration_ms == 5000
    press(run, "12")
    assert run.current == "beep"


def test_send_takes_duration_and_interval() -> None:
    run = Player(act("digits_send", digits="12#", duration=200, interval=50), act("beep"))
    sent = run.start()[0]
    assert isinstance(sent, SendDigits)
    assert sent == SendDigits(1, "12#", 200, 50)
    assert sent.total_ms == 200 * 3 + 50 * 2
    run.feed(ActionDone(run.token))
    assert run.current == "beep"


def test_send_defaults() -> None:
    run = Player(act("digits_send", digits="1"))
    assert run.start() == [SendDigits(1, "1", 100, 0)]


def test_send_failed_goes_on() -> None:
    run = Player(act("digits_send", digits="1"), act("beep"))
    run.start()
    run.feed(ActionFailed(run.token, "hung up"))
    assert run.current == "beep"


def test_send_malformed_after_substitution_goes_on() -> None:
    run = Player(act("digits_send", digits="${x}"), act("beep"), variables={"x": "12a"})
    run.start()
    assert run.current == "beep"
    assert not run.all(SendDigits)
