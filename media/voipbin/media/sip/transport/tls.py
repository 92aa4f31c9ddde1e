"""TLS under SIP (RFC 3261 26.2): what we show to peers and what we want to see of them."""

import logging
import os
import ssl

from ..config import TlsConfig

log = logging.getLogger(__name__)


class TlsContexts:
    """Both sides of TLS, which follow their files: a certificate is renewed without a restart."""

    def __init__(self, config: TlsConfig) -> None:
        """Raises OSError when a file cannot be read, or certificate and key do not belong
        together."""
        self._config = config
        self._stamp = _stamp(config)
        self._current = server_context(config)
        self.client = client_context(config)
        """For connections we make; ask for it anew each time."""
        # Its listener keeps the first context for good, so every handshake is told of the newest.
        self.server = server_context(config)
        """For connections made to us."""
        self.server.sni_callback = self._handshake

    def follow(self) -> bool:
        """Read the files again if they have changed; whether the new ones are used now.

        Ones that cannot be used change nothing, and are said to be so once.
        """
        stamp = _stamp(self._config)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            server, client = server_context(self._config), client_context(self._config)
        except OSError as error:
            log.error("the new certificate cannot be used, the old one stays: %s", error)
            return False
        self._current, self.client = server, client
        log.info("certificate %s is used from now on", self._config.certificate)
        return True

    def _handshake(
        self, connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, context: ssl.SSLContext
    ) -> None:
        connection.context = self._current


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


def _stamp(config: TlsConfig) -> tuple[object, ...]:
    """Changes when a file does; a file that is away has a stamp too."""
    return tuple(map(_file_stamp, (config.certificate, config.key, config.ca)))


def _file_stamp(path: str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - the loop runs it every few seconds
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
