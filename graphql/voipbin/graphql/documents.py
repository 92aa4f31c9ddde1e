"""Documents that were parsed and found valid before: programs send the same ones again and again.

Parsing and validating take several times as long as answering a small query.
"""

from collections import OrderedDict
from collections.abc import Iterator

from graphql import DocumentNode
from strawberry.extensions import SchemaExtension

# A parsed document takes a few hundred times the memory of its text.
_MOST = 100
_LONGEST = 4_096
_valid: OrderedDict[str, DocumentNode] = OrderedDict()


class KnownDocuments(SchemaExtension):
    """Spares the parser what it has seen."""

    def on_parse(self) -> Iterator[None]:
        """Put a known document where the parsed one would be."""
        text = self.execution_context.query
        known = _valid.get(text) if text else None
        if text and known is not None:
            _valid.move_to_end(text)
            self.execution_context.graphql_document = known
        yield


def is_known(text: str | None, document: DocumentNode) -> bool:
    """Whether the document of a text was found valid before."""
    return text is not None and _valid.get(text) is document


def remember(text: str | None, document: DocumentNode) -> None:
    """Keep a document that is valid; what was not used for longest is dropped."""
    if text is None or len(text) > _LONGEST:
        return
    _valid[text] = document
    if len(_valid) > _MOST:
        _valid.popitem(last=False)
