"""TLS under SIP (RFC 3261 26.2): what we show to peers and what we want to see of them."""

import ssl

from ..config import TlsConfig


def server_context(config: TlsConfig) -> ssl.SSLContext:
    """For connections made to us.

    Raises:
        OSError: certificate or key cannot be read, or do not belong together.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    _load(context, config)
    return context


def client_context(config: TlsConfig) -> ssl.SSLContext:
    """For connections we make: the name in the URI must be in the certificate (RFC 5922 7.3).

    Our own certificate is shown to servers that ask for one, as trunks do.

    Raises:
        OSError: a file cannot be read.
    """
    context = ssl.create_default_context(cafile=config.ca or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    _load(context, config)
    if not config.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _load(context: ssl.SSLContext, config: TlsConfig) -> None:
    try:
        context.load_cert_chain(config.certificate, config.key)
    except OSError as error:  # ssl's own errors are some; none of them names the file
        raise OSError(f"certificate {config.certificate}, key {config.key}: {error}") from None
