"""What an e-mail address looks like."""

import re

_EMAIL = re.compile(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*")


def is_email(text: str) -> bool:
    """Whether text is an address as browsers check them (HTML, 4.10.5.1.5).

    Stricter than RFC 5322: nothing that would be two addresses, or a name, in a header.
    """
    return _EMAIL.fullmatch(text) is not None
