"""Cutting a text into what is spoken at once, so that the beginning is heard early."""

import re

SHORTEST = 20
"""Bytes of UTF-8; less is spoken together with what follows, which keeps "Dr." in its sentence. A
Chinese character, as long as a syllable, counts three times."""
LONGEST = 400
"""Characters; more is cut at a comma or a space, so that no piece takes long to make."""

# Western marks end a sentence before a space, unless small letters follow ("at 10 a.m. today");
# those of Chinese and Japanese end it anywhere.
_SENTENCE = re.compile(r".+?(?:[.!?…]+[\"')\]»”]*(?=\s+[^a-z\s]|\s*$)|[。！？]+|\n+|$)", re.DOTALL)
_BREAKS = (",", ";", ":", "、", "，", " ")


def phrases(text: str) -> list[str]:
    """Pieces of a plain text in order; SSML is one piece, since its elements span sentences."""
    text = text.strip()
    if text.startswith("<"):
        return [text]
    found: list[str] = []
    waiting = ""
    for match in _SENTENCE.finditer(text):
        waiting += match.group()
        if len(waiting.strip().encode()) >= SHORTEST:
            found += _cut(waiting.strip())
            waiting = ""
    if rest := waiting.strip():
        # A short end belongs to the sentence before it; spoken alone it would sound torn off.
        if found and len(found[-1]) + len(rest) < LONGEST:
            found[-1] = f"{found[-1]} {rest}"
        else:
            found += _cut(rest)
    return found


def _cut(sentence: str) -> list[str]:
    pieces = []
    while len(sentence) > LONGEST:
        head = sentence[:LONGEST]
        places = [head.rfind(mark, LONGEST // 2) + len(mark) for mark in _BREAKS if mark in head]
        at = next((place for place in places if place > LONGEST // 2), LONGEST)
        pieces.append(sentence[:at].strip())
        sentence = sentence[at:].strip()
    return [*pieces, sentence] if sentence else pieces
