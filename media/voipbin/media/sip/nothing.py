"""A callback for what nobody waits for."""


def nothing(*_: object) -> None:
    """Change nothing; it takes the place of a callback whose owner need not be kept any longer."""
