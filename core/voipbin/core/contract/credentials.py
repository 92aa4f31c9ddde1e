"""Where faces read credentials: the first place that has one wins, even when it is no good."""

import re
from collections.abc import Mapping

_PRINTABLE = re.compile(r"[\x21-\x7e]{1,8192}")
_BEARER = "Bearer "
NO_CREDENTIALS = "credentials are missing: send a token or an access key"
"What whoever sends none is told, wherever it is found out."


def credential_of(
    headers: Mapping[bytes, bytes], query: Mapping[str, list[str]]
) -> tuple[str, str] | None:
    """Return the one metadata entry that says who calls; None for nobody.

    The order is cookie token, query token, Authorization, cookie accesskey, query accesskey.

    Raises:
        ValueError: the credential has characters no credential has.
    """
    cookies = _cookies(headers.get(b"cookie", b""))
    token = cookies.get("token") or _first(query, "token") or _bearer(headers)
    if token:
        return token_entry(token)
    # The header is ours: gRPC clients know it as metadata of the same name.
    header = headers.get(b"accesskey", b"").decode("latin-1")
    accesskey = cookies.get("accesskey") or _first(query, "accesskey") or header
    return accesskey_entry(accesskey) if accesskey else None


def token_entry(token: str) -> tuple[str, str]:
    """Return the metadata entry of a login token."""
    return "authorization", _BEARER + _checked("token", token)


def accesskey_entry(accesskey: str) -> tuple[str, str]:
    """Return the metadata entry of an access key."""
    return "accesskey", _checked("accesskey", accesskey)


def _cookies(header: bytes) -> dict[str, str]:
    cookies: dict[str, str] = {}
    for part in header.decode("latin-1").split(";"):
        name, _, value = part.strip().partition("=")
        cookies.setdefault(name, value.strip('"'))
    return cookies


def _first(query: Mapping[str, list[str]], name: str) -> str:
    values = query.get(name)
    return values[0] if values else ""


def _bearer(headers: Mapping[bytes, bytes]) -> str:
    value = headers.get(b"authorization", b"").decode("latin-1")
    return value.removeprefix(_BEARER) if value.startswith(_BEARER) else ""


def _checked(name: str, credential: str) -> str:
    """Refuse what would end a metadata value and begin another."""
    if _PRINTABLE.fullmatch(credential) is None:
        raise ValueError(f"the {name} has characters that no {name} has")
    return credential
