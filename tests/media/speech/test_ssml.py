"""Reading markup: what is spoken, what vendors get, what is refused."""

from xml.etree import ElementTree

import pytest

from voipbin.media.speech.ssml import Break, read_script


def test_plain_text_is_one_piece() -> None:
    script = read_script("  Hello,\n world ")
    assert script.pieces == ("Hello, world",)
    assert script.ssml == "<speak>Hello,\n world</speak>"


def test_break_splits_text() -> None:
    script = read_script("<speak>One<break time='1.5s'/>two <break strength='weak'/> three</speak>")
    assert script.pieces == ("One", Break(1500), "two", Break(250), "three")
    assert script.text == "One two three"


def test_markup_without_root_is_wrapped() -> None:
    script = read_script('Wait <break time="500ms"/> here')
    assert script.pieces == ("Wait", Break(500), "here")
    assert script.ssml.startswith("<speak>Wait <break")


def test_substitution_and_spelling() -> None:
    script = read_script(
        '<sub alias="doctor">Dr</sub> <say-as interpret-as="telephone">55-12</say-as>'
    )
    assert script.pieces == ("doctor 5 5 1 2",)


@pytest.mark.parametrize(
    "text",
    [
        "Tom & Jerry",
        "2 < 3 and 4 > 1",
        "AT&amp;T",
        "<speak>a & b<!-- no --></speak>",
        "<![CDATA[<]]>",
    ],
)
def test_harmless_characters_stay_well_formed(text: str) -> None:
    script = read_script(text)
    spoken = "".join(ElementTree.fromstring(script.ssml).itertext()).split()
    assert spoken == script.text.split()


def test_paragraphs_pause() -> None:
    assert read_script("<p>One</p><p>two</p>").pieces == ("One", Break(400), "two")


def test_long_break_is_bounded() -> None:
    assert read_script('a<break time="99999s"/>b').pieces[1] == Break(10_000)
    pauses = read_script('a<break time="10s"/>' * 30 + "b").pieces
    assert sum(each.duration_ms for each in pauses if isinstance(each, Break)) == 60_000


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<speak>Hello", "line 1, column 1: <speak> is never closed"),
        ("<speak>\nHello</p></speak>", "line 2, column 6: </p> closes <speak>"),
        ("Hello</speak>", "line 1, column 6: </speak> closes nothing"),
        ("<speak>a</speak> b", "nothing may follow </speak>"),
        ("a <speak>b</speak>", "<speak> must be the outermost element"),
        ("<break time='soon'/>a", "break time 'soon'"),
        ("<break strength='huge'/>a", "break strength 'huge'"),
        ("<prosody rate=slow>a</prosody>", "expected name"),
        ("a <b", "no > after <"),
        ("<!-- a", "no --> after <!--"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>d', "declarations are not allowed"),
    ],
)
def test_broken_markup_names_the_place(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=r"^text: broken markup at line \d+, column \d+") as caught:
        read_script(text)
    assert problem in str(caught.value)


@pytest.mark.parametrize("text", ["", " \n", "<speak></speak>", "<break time='1s'/>", "<p> </p>"])
def test_nothing_to_say(text: str) -> None:
    with pytest.raises(ValueError, match="text: nothing to say"):
        read_script(text)
