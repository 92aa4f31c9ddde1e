"""Addresses with display name and parameters: From, To, Contact, Route (RFC 3261 20.10)."""

import re
from dataclasses import dataclass, replace

from .grammar import (
    Params,
    end_of_quoted,
    format_params,
    get_param,
    parse_params,
    quote,
    set_param,
    unquote,
)
from .uri import Uri

_PLAIN_NAME = re.compile(r"[A-Za-z0-9\-.!%*_+`'~ \t\r\n]*\Z")
_SAFE_NAME = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]+(?: [A-Za-z0-9\-.!%*_+`'~]+)*\Z")


@dataclass(frozen=True, slots=True)
class NameAddr:
    """A URI with an optional display name and header parameters."""

    uri: Uri
    display_name: str = ""
    """Unquoted; may be any text without control characters."""
    params: Params = ()
    """Header parameters (tag, expires, ...), names in lower case."""

    @classmethod
    def parse(cls, text: str, field: str = "address") -> "NameAddr":
        """Parse `"Name" <uri>;params` or `uri;params`.

        Raises:
            ValueError: malformed; the message names `field`.
        """
        name, uri_text, tail = _pieces(text.strip(), field)
        try:
            uri = Uri.parse(uri_text)
        except ValueError as error:
            raise ValueError(f"{field}: {error}") from None
        return cls(uri, name, parse_params(tail, field))

    def __str__(self) -> str:
        return f"{self._name()}<{self.uri}>{format_params(self.params)}"

    @property
    def tag(self) -> str | None:
        """The `tag` parameter."""
        return get_param(self.params, "tag")

    def param(self, name: str) -> str | None:
        """Value of a header parameter; "" for a flag, None when absent."""
        return get_param(self.params, name)

    def with_param(self, name: str, value: str | None) -> "NameAddr":
        """Copy with one header parameter set."""
        return replace(self, params=set_param(self.params, name, value))

    def _name(self) -> str:
        if not self.display_name:
            return ""
        if _SAFE_NAME.match(self.display_name):
            return self.display_name + " "
        return quote(self.display_name, "display name") + " "


def _pieces(text: str, field: str) -> tuple[str, str, str]:
    """Split into display name, URI text and the text of the parameters."""
    if text.startswith('"'):
        end = end_of_quoted(text, 0)
        name, rest = unquote(text[:end]), text[end:].lstrip()
        if not rest.startswith("<"):
            raise ValueError(f"{field}: no <uri> after display name in {text!r}")
        return name, *_bracketed(rest, field)
    start = text.find("<")
    if start >= 0:
        name = text[:start].strip()
        if not _PLAIN_NAME.match(name) and name.isascii():
            raise ValueError(f"{field}: unquoted display name in {text!r}")
        return " ".join(name.split()), *_bracketed(text[start:], field)
    uri, semicolon, tail = text.partition(";")
    if "?" in uri or "," in uri:  # 20.10: such a URI needs brackets
        raise ValueError(f"{field}: URI must be enclosed in <> in {text!r}")
    return "", uri.rstrip(), semicolon + tail


def _bracketed(text: str, field: str) -> tuple[str, str]:
    end = text.find(">")
    if end < 0:
        raise ValueError(f"{field}: unclosed < in {text!r}")
    return text[1:end], text[end + 1 :].strip()
