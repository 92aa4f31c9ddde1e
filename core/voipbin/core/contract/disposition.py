"""How a download is named, and kept from doing anything in a browser."""

from urllib.parse import quote

_PLAIN = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&+-.^_`|~ ()[],;=@{}'"
)
# RFC 5987 3.2.1: attr-char.
_ATTR_CHARS = "!#$&+-.^_`|~"


def attachment(filename: str) -> str:
    """Content-Disposition of a file that is saved under a name (RFC 6266 4.3).

    Old clients read the first form, in ASCII; all others the second.
    """
    plain = "".join(char if char in _PLAIN else "_" for char in filename)
    if plain == filename:
        return f'attachment; filename="{plain}"'
    coded = quote(filename, safe=_ATTR_CHARS)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}"


def download_headers(filename: str, content_type: str) -> dict[str, str]:
    """Headers of a download whose content somebody else chose: it is saved, never shown or run."""
    return {
        "Content-Type": content_type,
        "Content-Disposition": attachment(filename),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
