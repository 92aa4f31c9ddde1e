"""The ordered header fields of one message, under their canonical names."""

from collections.abc import Iterator
from functools import lru_cache

from .grammar import is_token, refuse_line_break, split_commas

_COMPACT = {
    "a": "Accept-Contact",
    "b": "Referred-By",
    "c": "Content-Type",
    "d": "Request-Disposition",
    "e": "Content-Encoding",
    "f": "From",
    "i": "Call-ID",
    "j": "Reject-Contact",
    "k": "Supported",
    "l": "Content-Length",
    "m": "Contact",
    "o": "Event",
    "r": "Refer-To",
    "s": "Subject",
    "t": "To",
    "u": "Allow-Events",
    "v": "Via",
    "x": "Session-Expires",
}
_ODD = {
    "call-id": "Call-ID",
    "cseq": "CSeq",
    "mime-version": "MIME-Version",
    "rseq": "RSeq",
    "rack": "RAck",
    "www-authenticate": "WWW-Authenticate",
    "min-se": "Min-SE",
}


@lru_cache(maxsize=1024)
def canonical_name(name: str) -> str:
    """Canonical spelling of a header name, compact forms expanded.

    Raises:
        ValueError: `name` is no token.
    """
    if not is_token(name):
        raise ValueError(f"header name {name!r} is no token")
    lower = name.lower()
    return (
        _COMPACT.get(lower)
        or _ODD.get(lower)
        or "-".join(word[:1].upper() + word[1:] for word in lower.split("-"))
    )


class Headers:
    """An ordered multimap; names are given in canonical spelling."""

    __slots__ = ("_items",)

    def __init__(self, items: list[tuple[str, str]] | None = None) -> None:
        self._items = [] if items is None else items

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._items)

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self._items)

    def get(self, name: str) -> str | None:
        """First value of a header, or None."""
        for key, value in self._items:
            if key == name:
                return value
        return None

    def all(self, name: str) -> list[str]:
        """Every line of a header, in order, not split at commas."""
        return [item[1] for item in self._items if item[0] == name]

    def values(self, name: str) -> list[str]:
        """Every value of a list header, lines split at commas.

        Raises:
            ValueError: a line is no well-formed list.
        """
        found: list[str] = []
        for key, value in self._items:
            if key == name:
                found += split_commas(value) if value else []
        return found

    def tokens(self, name: str) -> frozenset[str]:
        """Lower-case tokens of a list header such as Supported; junk is skipped."""
        return frozenset(
            item.strip().lower()
            for line in self.all(name)
            for item in line.split(",")
            if item.strip()
        )

    def first_lines(self) -> dict[str, str]:
        """First line of each header by canonical name."""
        lines: dict[str, str] = {}
        for name, value in self._items:
            lines.setdefault(name, value)
        return lines

    def add(self, name: str, value: object) -> None:
        """Append one line.

        Raises:
            ValueError: the name is no token or the value holds a line break.
        """
        self._items.append((canonical_name(name), refuse_line_break(str(value), name)))

    def set(self, name: str, value: object) -> None:
        """Put one line in the place of all lines of that name."""
        key, text = canonical_name(name), refuse_line_break(str(value), name)
        for index, (old, _) in enumerate(self._items):
            if old == key:
                rest = [item for item in self._items[index + 1 :] if item[0] != key]
                self._items[index:] = [(key, text), *rest]
                return
        self._items.append((key, text))

    def remove(self, name: str) -> None:
        """Drop every line of that name."""
        self._items = [item for item in self._items if item[0] != name]

    def prepend(self, name: str, value: object) -> None:
        """Put one line before all others."""
        self._items.insert(0, (canonical_name(name), refuse_line_break(str(value), name)))

    def copy(self) -> "Headers":
        """Independent copy."""
        return Headers(list(self._items))
