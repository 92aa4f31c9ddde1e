"""Small grammars for what people say to a menu (JSGF)."""

_DIGIT_WORDS = "zero | oh | one | two | three | four | five | six | seven | eight | nine"

GRAMMARS = {
    "digits": f"#JSGF V1.0; grammar digits; public <digits> = <digit>+; <digit> = {_DIGIT_WORDS};",
    "yes_no": "#JSGF V1.0; grammar answer; public <answer> = yes | yeah | no | nope;",
}


def read_grammar(grammar: str) -> str:
    """Return JSGF text for a named grammar, or the text itself; empty stays empty.

    Raises:
        ValueError: neither a known name nor JSGF.
    """
    if not grammar or grammar.lstrip().startswith("#JSGF"):
        return grammar.strip()
    if grammar not in GRAMMARS:
        raise ValueError(f"grammar {grammar[:40]!r}: expected {', '.join(GRAMMARS)} or a JSGF text")
    return GRAMMARS[grammar]
