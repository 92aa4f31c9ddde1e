"""What the values of settings must look like.

Each rule takes a value and gives it as it is used, or raises ValueError with what is wanted; values
that may hold passwords are never repeated.
"""

import base64
import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from voipbin.core.llm.vendors import BASE_URLS
from voipbin.core.provider.sip import hostname_fault

_KEY_BYTES: Final = 32
_LEVELS: Final = ("debug", "info", "warning", "error")
_SPEECH: Final = ("", "gcp", "aws", "elevenlabs", "deepgram", "local")
_SRTP: Final = ("off", "tls", "always")
_TLS: Final = ("starttls", "tls", "none")
_SENDER: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+|[^<>\r\n]+ <[^\s@<>]+@[^\s@<>]+>")
_WS_PATH: Final = re.compile(
    r"(?:(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])=)?/[A-Za-z0-9/._~!$&'()*+;:@%-]{0,199}"
)
_HOST: Final = re.compile(r"[A-Za-z0-9.:\[\]-]+")
_NATS: Final = ("nats://", "tls://", "ws://", "wss://")
_WEB: Final = ("http://", "https://")


def port_range(value: str) -> str:
    """FIRST-LAST."""
    first, dash, last = value.partition("-")
    if not (dash and first.isdigit() and last.isdigit() and int(first) < int(last) < 65536):
        raise ValueError("must be FIRST-LAST, for instance 20000-29999")
    return value


def address(value: str) -> str:
    """HOST:PORT."""
    if not _is_place(value):
        raise ValueError("must be HOST:PORT, for instance 127.0.0.1:8080")
    return value


def optional_address(value: str) -> str:
    """HOST:PORT, or nothing."""
    return address(value) if value else value


def addresses(value: str) -> str:
    """HOST:PORT, or one of IPv4 and one of IPv6."""
    places = [address(place.strip()) for place in value.split(",")]
    _one_of_each([place.rpartition(":")[0] for place in places])
    return ",".join(places)


def optional_addresses(value: str) -> str:
    """The same, or nothing."""
    return addresses(value) if value else value


def advertised(value: str) -> str:
    """HOST:PORT as others reach it, or nothing."""
    if value and not _is_place(value):
        raise ValueError("must be HOST:PORT, for instance 10.0.0.5:50051")
    return value


def websocket_paths(value: str) -> str:
    """/PATH or HOST=/PATH, as the media process compares them."""
    entries = [entry.strip() for entry in value.split(",") if value]
    if not all(_WS_PATH.fullmatch(entry) for entry in entries):
        raise ValueError("must be /PATH or HOST=/PATH, several separated by commas")
    hosts = [entry.rpartition("=")[0].strip("[]").lower().rstrip(".") for entry in entries]
    if len(set(hosts)) < len(hosts):
        raise ValueError("must have one path for each host")
    return ",".join(entries)


def srtp(value: str) -> str:
    """When calls have SRTP."""
    return _word(value, _SRTP)


def smtp_tls(value: str) -> str:
    """How a mail server is spoken to."""
    return _word(value, _TLS)


def speech_engine(value: str) -> str:
    """A speech engine, or none named."""
    if value not in _SPEECH:
        raise ValueError(f"must be one of {', '.join(filter(None, _SPEECH))}")
    return value


def log_level(value: str) -> str:
    """A level, in lower case."""
    return _word(value.lower(), _LEVELS)


def provider_place(value: str) -> str:
    """Where a SIP provider is, or nothing."""
    if value and hostname_fault(value.removeprefix("sip:")) is not None:
        raise ValueError("must be [sips:]HOST[:PORT][;transport=udp|tcp|tls|ws|wss]")
    return value


def host_name(value: str) -> str:
    """A host name or address, or nothing."""
    if value and _HOST.fullmatch(value) is None:
        raise ValueError("must be a host name or address")
    return value


def readable_file(value: str) -> str:
    """A file that is there, or nothing."""
    if value and not Path(value).is_file():
        raise ValueError("must be a file")
    return value


def sender(value: str) -> str:
    """Whom mail comes from, or nothing."""
    if value and _SENDER.fullmatch(value) is None:
        raise ValueError("must be an e-mail address, also as NAME <ADDRESS>")
    return value


def verification_key(value: str) -> str:
    """A key of SendGrid, or nothing."""
    if value:
        # It brings the database along, which most commands do without.
        from voipbin.core.email.sendgrid_events import check_key

        try:
            check_key(value)
        except ValueError:
            raise ValueError("must be base64 of an elliptic-curve public key (DER)") from None
    return value


def engine_model(value: str) -> str:
    """A language model."""
    target, dot, model = value.partition(".")
    if target not in BASE_URLS or not dot or not model:
        raise ValueError(f"must be MODEL after one of {', '.join(sorted(BASE_URLS))} and a dot")
    return value


def ip_addresses(value: str) -> str:
    """One IP address, one of each family, or nothing."""
    found = [one.strip() for one in value.split(",") if value]
    for one in found:
        ip_address(one)
    _one_of_each(found)
    return ",".join(found)


def networks(value: str) -> str:
    """Addresses and CIDRs."""
    for network in filter(None, map(str.strip, value.split(","))):
        ip_network(network)
    return value


def countries(value: str) -> str:
    """ISO letters, or all."""
    words = {*map(str.strip, value.split(","))} - {"", "all"}
    if words:
        # Numbering plans take a while to load, and few commands need them.
        from voipbin.core.dialing_policy.destination import is_country

        for word in sorted(words):
            if not is_country(word):
                raise ValueError(
                    f"{word!r} is no country with telephones, in two capital letters, nor 'all'"
                )
    return value


def database_url(value: str) -> str:
    """A database of ours, or nothing."""
    if value and not value.startswith(("sqlite:///", "postgresql://")):
        raise ValueError("must start with sqlite:/// or postgresql://")
    return value


def nats_urls(value: str) -> str:
    """Servers of NATS, or nothing."""
    if value and not all(url.strip().startswith(_NATS) for url in value.split(",")):
        raise ValueError("must be nats://HOST:PORT, several separated by commas")
    return value


def bucket(value: str) -> str:
    """A bucket, or nothing."""
    if value and re.match(r"s3://[a-z0-9][a-z0-9.-]+(/|$)", value) is None:
        raise ValueError("must be s3://BUCKET/PREFIX")
    return value


def web_url(value: str) -> str:
    """A base URL without the last slash, or nothing."""
    if value and not value.startswith(_WEB):
        raise ValueError("must start with http:// or https://")
    return value.rstrip("/")


def public_key(value: str) -> str:
    """32 bytes in base64, or nothing."""
    length = _decoded_length(value)
    if value and length != _KEY_BYTES:
        raise ValueError(f"must be {_KEY_BYTES} bytes in base64, has {length}")
    return value


def secret_key(value: SecretStr) -> SecretStr:
    """At least 32 bytes in base64, or nothing."""
    length = _decoded_length(value.get_secret_value())
    if 0 < length < _KEY_BYTES:
        raise ValueError(f"must be {_KEY_BYTES} bytes in base64, has {length}")
    return value


def _is_place(value: str) -> bool:
    host, _, port = value.rpartition(":")
    return bool(host and port.isascii() and port.isdecimal() and int(port) <= 65535)


def _one_of_each(hosts: list[str]) -> None:
    if len({":" in host for host in hosts}) < len(hosts):
        raise ValueError("must be one, or one of IPv4 and one of IPv6")


def _word(value: str, words: tuple[str, ...]) -> str:
    if value not in words:
        raise ValueError(f"must be one of {', '.join(words)}")
    return value


def _decoded_length(value: str) -> int:
    try:
        return len(base64.b64decode(value, validate=True))
    except ValueError:
        raise ValueError("must be base64") from None
