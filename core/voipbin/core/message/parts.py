"""How many parts a text is cut into on its way to a telephone (3GPP TS 23.038, 23.040)."""

_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
"Each travels as an escape and a character."

_GSM_ALONE, _GSM_JOINED = 160, 153
_UCS2_ALONE, _UCS2_JOINED = 70, 67


def parts(text: str) -> int:
    """Parts a text needs; an empty one needs one as well."""
    if all(character in _ALPHABET or character in _EXTENSION for character in text):
        widths = [2 if character in _EXTENSION else 1 for character in text]
        return _cut(widths, _GSM_ALONE, _GSM_JOINED)
    # Beyond the basic plane a character is a pair of 16-bit units.
    widths = [2 if ord(character) > 0xFFFF else 1 for character in text]
    return _cut(widths, _UCS2_ALONE, _UCS2_JOINED)


def _cut(widths: list[int], alone: int, joined: int) -> int:
    """Parts of a text; neither an escape nor a pair is torn apart."""
    if sum(widths) <= alone:
        return 1
    count, used = 1, 0
    for width in widths:
        if used + width > joined:
            count, used = count + 1, 0
        used += width
    return count
