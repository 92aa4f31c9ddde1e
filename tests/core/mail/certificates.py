"""Certificates that sign themselves, made for one test run."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_DAY = timedelta(days=1)


def self_signed(folder: Path, name: x509.GeneralName) -> tuple[Path, Path]:
    """Files of a certificate for a server, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    of_certificate, of_key = folder / "certificate.pem", folder / "key.pem"
    of_certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    of_key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return of_certificate, of_key


def loopback() -> x509.GeneralName:
    """The address every test server has."""
    return x509.IPAddress(ip_address("127.0.0.1"))


def stranger() -> x509.GeneralName:
    """A name no test server has."""
    return x509.DNSName("mail.example")
