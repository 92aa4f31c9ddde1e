"""TLS, WebSocket and SRTP of the media process: its arguments, and a certificate for trying it."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voipbin.core.settings import Settings

_NAME = "sip-cert.pem"
_DAYS = 825


class SecureSip:
    """What the media process is told besides its plain addresses."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._tls = settings.sip_tls
        self._ws = settings.sip_ws

    def remember(self, addresses: list[str]) -> None:
        """A process that comes back must listen where it did, also where port 0 was asked for."""
        self._tls = listening(addresses, "tls")
        self._ws = listening(addresses, "ws") or listening(addresses, "wss")

    def arguments(self) -> list[str]:
        """For its command line.

        Raises:
            ValueError: TLS is wanted and there is no certificate.
        """
        settings = self._settings
        arguments = ["--srtp", settings.srtp]
        if self._tls or settings.tls_cert:
            certificate, key = self._certificate()
            arguments += ["--tls-cert", str(certificate), "--tls-key", str(key)]
        if self._tls:
            arguments += ["--sip-tls", self._tls]
        if self._ws:
            arguments += ["--sip-ws", self._ws]
            # Browsers refuse a certificate nobody vouches for, and say nothing about it.
            arguments += ["--wss"] if settings.tls_cert else []
        if settings.sip_ws_path:
            arguments += ["--ws-path", settings.sip_ws_path]
        if settings.tls_ca:
            arguments += ["--tls-ca", str(settings.tls_ca)]
        if not settings.tls_verify:
            arguments.append("--no-tls-verify")
        if settings.tls_wildcards:
            arguments.append("--tls-wildcards")
        return arguments

    def _certificate(self) -> tuple[Path, Path]:
        settings = self._settings
        if settings.tls_cert:
            key = settings.tls_key or settings.tls_cert
            return Path(settings.tls_cert).absolute(), Path(key).absolute()
        if not settings.dev:
            raise ValueError("--sip-tls needs --tls-cert and --tls-key; with --dev one is made")
        path = settings.data_dir.absolute() / _NAME
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            address, *others = settings.public_address.split(",")
            _write_private(path, self_signed(address or "127.0.0.1", *others))
        return path, path


def listening(addresses: list[str], transport: str) -> str:
    """Where a media process listens by a transport, as its command line has it; "" for nowhere.

    Args:
        addresses: "udp:127.0.0.1:5060" and the like.
    """
    wanted = f"{transport}:"
    return ",".join(a.removeprefix(wanted) for a in addresses if a.startswith(wanted))


def self_signed(address: str, *others: str) -> bytes:
    """A key and a certificate for an IP address, localhost and others of both, in PEM."""
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "voipbin development")])
    names: list[x509.GeneralName] = []
    for text in (address, "localhost", *others):
        try:
            names.append(x509.IPAddress(ip_address(text)))
        except ValueError:
            names.append(x509.DNSName(text))
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)


def _write_private(path: Path, data: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as stream:
        stream.write(data)
