"""Scripts of the softphone."""

import pytest

from voipbin.media.softphone import Step, parse_script


def test_all_steps() -> None:
    assert parse_script(
        "wait:500; listen say:/a/b.wav press:12# tone:440,1000 listen:1200 hangup"
    ) == (
        Step("wait", 500),
        Step("listen", 800),
        Step("say", text="/a/b.wav"),
        Step("press", text="12#"),
        Step("tone", 1000, frequency_hz=440),
        Step("listen", 1200),
        Step("hangup"),
    )


def test_empty() -> None:
    assert parse_script("  ") == ()


@pytest.mark.parametrize(
    "text", ["jump", "wait", "wait:x", "say", "press:", "tone:440", "listen:-1"]
)
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text.split(":")[0]):
        parse_script(text)
