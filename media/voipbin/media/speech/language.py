"""BCP-47 language tags: normalising, and the voices each engine has for them."""

import re

DEFAULT_LANGUAGE = "en-US"

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_].*)?")

_ESPEAK_PRIMARY = {"zh": "cmn", "no": "nb", "nn": "nb", "iw": "he", "in": "id", "fil": "en"}
"""Primary subtags that espeak-ng files under another name (Filipino has no voice of its own)."""
_ESPEAK_REGIONAL = {
    "en-us": "en-us",
    "en-ca": "en-us",
    "en-gb": "en-gb",
    "en-au": "en-gb",
    "en-nz": "en-gb",
    "en-in": "en-gb",
    "en": "en-us",
    "pt-br": "pt-br",
    "fr-be": "fr-be",
    "fr-ch": "fr-ch",
    "es": "es",
    "es-es": "es",
    "zh-hk": "yue",
}
_GCP_WAVENET = {
    "en-US": "F",
    "de-DE": "F",
    "en-GB": "A",
    "fr-FR": "E",
    "es-ES": "E",
    "it-IT": "E",
    "ja-JP": "C",
    "ko-KR": "C",
}


def normalise_language(tag: str) -> str:
    """Return `ll[-Ssss][-RR]` in canonical case; anything unparsable becomes en-US."""
    match = _TAG.fullmatch(tag.strip())
    if match is None:
        return DEFAULT_LANGUAGE
    language, script, region = match.groups()
    parts = [language.lower(), script and script.title(), region and region.upper()]
    return "-".join(part for part in parts if part)


def espeak_voices(tag: str) -> list[str]:
    """Voice names of espeak-ng to try for a normalised tag, best first."""
    lower = tag.lower()
    primary = lower.split("-")[0]
    names = [_ESPEAK_REGIONAL.get(lower, "")]
    if primary == "es" and lower not in _ESPEAK_REGIONAL:
        names.append("es-419")
    names += [_ESPEAK_REGIONAL.get(primary, ""), _ESPEAK_PRIMARY.get(primary, primary)]
    return list(dict.fromkeys(name for name in names if name))


def gcp_default_voice(tag: str) -> str:
    """Google's voice when the caller names none; empty leaves the choice to Google."""
    letter = _GCP_WAVENET.get(tag)
    return f"{tag}-Wavenet-{letter}" if letter else ""
