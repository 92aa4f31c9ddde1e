"""Who writes summaries: a language model where one is set up, else nobody but the sentences."""

from collections.abc import Mapping, Sequence

from voipbin.core.aisummary.extract import extract
from voipbin.core.aisummary.said import Said


class ExtractWriter:
    """Needs no account and no network: picks the sentences that say most."""

    async def write(self, said: Sequence[Said], language: str, variables: Mapping[str, str]) -> str:
        """The sentences, in the language they were said in."""
        return extract(said)
