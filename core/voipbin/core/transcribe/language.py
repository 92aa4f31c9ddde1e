"""Languages as BCP 47 writes them."""

import re

DEFAULT_LANGUAGE = "en-US"

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?")


def language_of(tag: str) -> str:
    """A tag in its usual case (zh-Hant-TW); en-US for one that cannot be read (RFC 5646 2.1.1)."""
    match = _TAG.fullmatch(tag.strip())
    if match is None:
        return DEFAULT_LANGUAGE
    language, script, region = match.groups(default="")
    return "-".join(filter(None, (language.lower(), script.title(), region.upper())))
