"""Whether TLS and browsers will work: certificate, key and libraries."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from voipbin.core.commands.doctor.finding import Finding, error, ok, warning
from voipbin.core.settings import Settings

_SOON = timedelta(days=14)


def check_secure_sip(settings: Settings) -> Iterator[Finding]:
    """Nothing when neither TLS nor WebSocket is wanted."""
    if settings.tls_cert:
        yield _certificate(settings)
    elif settings.sip_tls and not settings.dev:
        yield error(
            "certificate",
            "--sip-tls has none",
            "--tls-cert FILE --tls-key FILE; with --dev one is made",
        )
    if settings.sip_tls or settings.sip_ws:
        yield _libraries(settings)


def _certificate(settings: Settings) -> Finding:
    from cryptography import x509

    name, path = "certificate", settings.tls_cert
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path, settings.tls_key or path)
        ends = x509.load_pem_x509_certificate(Path(path).read_bytes()).not_valid_after_utc
    except (OSError, ValueError) as fault:
        return error(name, f"{path}: {fault}", "PEM files that belong together")
    left = ends - datetime.now(UTC)
    if left < timedelta(0):
        return error(name, f"{path} ended on {ends:%Y-%m-%d}", "renew it, then restart")
    if left < _SOON:
        return warning(name, f"{path} ends on {ends:%Y-%m-%d}", "renew it, then restart")
    return ok(name, f"{path} is good until {ends:%Y-%m-%d}")


def _libraries(settings: Settings) -> Finding:
    name = "encrypted audio"
    wanted = ["pylibsrtp"]
    if settings.sip_ws:
        wanted += ["OpenSSL", "av"]
    missing = [module for module in wanted if find_spec(module) is None]
    if not missing:
        return ok(name, "SRTP, DTLS and Opus are installed" if settings.sip_ws else "installed")
    lost = "browsers cannot call" if settings.sip_ws else "there is no SRTP"
    text = f"{' and '.join(missing)} missing: {lost}"
    return warning(name, text, "pip install 'voipbin[webrtc,audio]'")
