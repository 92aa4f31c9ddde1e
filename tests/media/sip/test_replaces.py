"""The Replaces header (RFC 3891) and its place in a Refer-To."""

import pytest

from voipbin.media.sip import Replaces, Uri

TEXT = "98732@sip.example.com;to-tag=r33th4x0r;from-tag=ff87ff"


def test_parse_and_write() -> None:
    replaces = Replaces.parse(TEXT)
    assert (replaces.call_id, replaces.to_tag) == ("98732@sip.example.com", "r33th4x0r")
    assert (replaces.from_tag, replaces.early_only) == ("ff87ff", False)
    assert str(replaces) == TEXT
    early = Replaces.parse("a@b ; From-Tag = 1 ;early-only; to-tag=2")
    assert str(early) == "a@b;to-tag=2;from-tag=1;early-only"


@pytest.mark.parametrize(
    "text",
    ["", "a@b", "a@b;to-tag=1", "a@b;from-tag=1", ";to-tag=1;from-tag=2", "a;to-tag=;from-tag=1"],
)
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Replaces"):
        Replaces.parse(text)


def test_within_a_uri() -> None:
    replaces = Replaces.parse(TEXT)
    written = replaces.within(Uri.parse("sip:4000@example.com?Subject=x"))
    assert written.count("?") == 1 and ";" not in written
    assert Replaces.of_uri(Uri.parse(written)) == replaces
    assert Replaces.of_uri(Uri.parse("sip:4000@example.com?Subject=x")) is None
