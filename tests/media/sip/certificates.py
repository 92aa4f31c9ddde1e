"""Certificates that sign themselves, as wanted."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from voipbin.media.sip import TlsConfig


def certificate_of(
    folder: Path,
    *,
    names: Sequence[str] = (),
    uris: Sequence[str] = (),
    addresses: Sequence[str] = (),
    common_name: str = "nobody",
    days: int = 1,
) -> TlsConfig:
    """A new one, trusted by whoever uses it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    )
    general: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    general += [x509.UniformResourceIdentifier(uri) for uri in uris]
    general += [x509.IPAddress(ip_address(address)) for address in addresses]
    if general:
        builder = builder.add_extension(x509.SubjectAlternativeName(general), critical=False)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    path = folder / f"{len(list(folder.iterdir()))}.pem"
    path.write_bytes(pem)
    return TlsConfig(str(path), str(path), ca=str(path))
