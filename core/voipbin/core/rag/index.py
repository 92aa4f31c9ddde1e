"""Which passages a question is about: those with the same telling words.

Weights are tf-idf and the measure is the cosine of their vectors: G. Salton, C. Buckley,
"Term-weighting approaches in automatic text retrieval" (1988).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from voipbin.core.rag.passages import Passage

_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])|\d+")
_ENDING = re.compile(r"(?<=[^\W\d_]{3})(?:ings?|ed|es|s)$")
_SAY_NOTHING: Final = """
    a about all an and any are as at be been but by can could did do does for from had has have how
    i if in into is it its long many may me might much must my need no not of off on one or our out
    shall should so some than that the their them then there these they this those to up use used
    using want was we were what when where which who whom whose why will with without work would
    you your
"""
"Words of every question, in every passage."
_IGNORED: Final = frozenset(_SAY_NOTHING.split())
_TITLE_COUNTS: Final = 3
_LEAST: Final = 0.1
"Cosine below which nothing but a word or two is shared by chance."


class Index:
    """Passages by the words in them."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        counts = [_counted(passage) for passage in passages]
        known = Counter(word for count in counts for word in count)
        self._rarity = {
            word: math.log(1 + len(passages) / number) for word, number in known.items()
        }
        self._weights: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, count in enumerate(counts):
            for word, weight in self._vector(count).items():
                self._weights[word].append((place, weight))

    def find(self, question: str, kinds: Collection[str], most: int) -> list[tuple[Passage, float]]:
        """The passages that are closest to a question, closest first, and how close: up to 1.

        Args:
            kinds: of documents to look in; empty for all.
        """
        scores: dict[int, float] = defaultdict(float)
        for word, weight in self._vector(Counter(_words(question))).items():
            for place, other in self._weights.get(word, ()):
                scores[place] += weight * other
        found = (
            (self._passages[place], min(score, 1.0))
            for place, score in sorted(scores.items(), key=lambda item: (-item[1], item[0]))
            if score >= _LEAST
        )
        return [one for one in found if not kinds or one[0].kind in kinds][:most]

    def _vector(self, count: Counter[str]) -> dict[str, float]:
        """Of length 1; words of no passage say nothing."""
        weights = {
            word: (1 + math.log(number)) * self._rarity[word]
            for word, number in count.items()
            if word in self._rarity
        }
        length = math.hypot(*weights.values())
        return {word: weight / length for word, weight in weights.items()}


def _counted(passage: Passage) -> Counter[str]:
    return Counter(_words(passage.title) * _TITLE_COUNTS + _words(passage.text))


def _words(text: str) -> list[str]:
    """Names in camel case and with underscores are taken apart, and endings left off."""
    found = (word.casefold() for word in _WORD.findall(text))
    return [_ENDING.sub("", word) for word in found if word not in _IGNORED]
