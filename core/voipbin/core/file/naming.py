"""Names and types of files as clients send them, made safe to keep."""

import re
import unicodedata

from voipbin.core.errors import InvalidArgument

DEFAULT_TYPE = "application/octet-stream"
_WORD = r"[A-Za-z0-9!#$&^_.+-]{1,127}"
_MEDIA_TYPE = re.compile(rf"{_WORD}/{_WORD}(?:; ?charset={_WORD})?")


def kept_filename(sent: str) -> str:
    """The last part of a path, without control characters.

    Raises:
        InvalidArgument: nothing is left that could be a name.
    """
    last = sent.replace("\\", "/").rpartition("/")[2]
    # Cc: control characters; Cf: those that turn the writing direction and hide an ending.
    name = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf")).strip()
    if name in ("", ".", ".."):
        raise InvalidArgument.of([("filename", f"must be the name of a file, got {sent[:80]!r}")])
    return name


def kept_content_type(sent: str) -> str:
    """The media type (RFC 6838 4.2) in lower case; bytes for what is none."""
    lower = sent.strip().lower()
    return lower if _MEDIA_TYPE.fullmatch(lower) else DEFAULT_TYPE
