"""Actions whose engine this version lacks: they are taken, and fail as the table says when run.

A kind of the same type in another module takes the place of the one here.
"""

from collections.abc import Callable

from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.outcome import Fail, Outcome
from voipbin.core.flow_engine.run import Run

ENGINES = {
    "ai_talk": "aicall",
}
"""Type to the engine it waits for."""


def _fails(word: str) -> Callable[[Run, Option], Outcome]:
    fault = f"{word} needs the {ENGINES[word]} engine, which this version does not have"
    return lambda _run, _option: Fail(fault)


KINDS = tuple(
    ActionKind(word, media, blocks, failure, _fails(word))
    for word, media, blocks, failure in (("ai_talk", Media.ANY, True, Failure.END),)
)
