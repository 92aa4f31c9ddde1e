"""A summary without a language model: the sentences that say most, in their order.

A sentence counts by the words it shares with the rest, the common ones of the language apart: H. P.
Luhn, "The Automatic Creation of Literature Abstracts" (1958). It never says what was not said.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from voipbin.core.aisummary.said import Said, minutes_of

MOST_SENTENCES: Final = 7
_WORD = re.compile(r"[^\W\d_]{2,}|\d+")
_SHORT: Final = 4
"Letters: shorter words hold sentences together and say little, in most languages."


def extract(said: Sequence[Said], most: int = MOST_SENTENCES) -> str:
    """The sentences that matter, one a line, with time and voice."""
    if len(said) <= most:
        return minutes_of(said)
    words = [_telling(one.text) for one in said]
    known = Counter(word for group in words for word in group)
    weights = [_weight(group, known) for group in words]
    best = sorted(range(len(said)), key=lambda index: (-weights[index], index))[:most]
    return minutes_of([said[index] for index in sorted(best)])


def _telling(text: str) -> frozenset[str]:
    found = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word for word in found if len(word) >= _SHORT or word.isdigit())


def _weight(words: frozenset[str], known: Counter[str]) -> float:
    """Of two sentences with as much in common the longer one tells more, up to a point."""
    shared = sum(known[word] for word in words if known[word] > 1)
    figures = sum(word.isdigit() for word in words)
    return (shared + figures) / (len(words) + 3)
