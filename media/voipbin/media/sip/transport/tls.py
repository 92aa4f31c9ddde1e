"""TLS under SIP (RFC 3261 26.2): what we show to peers and what we want to see of them."""

import asyncio
import logging
import os
import ssl
from functools import partial

from ..config import TlsConfig

log = logging.getLogger(__name__)


class ClientTls:
    """What connections we make are secured by; it follows its files."""

    def __init__(self, config: TlsConfig, *, for_web: bool = False) -> None:
        """
        Args:
            for_web: HTTP is spoken over it, which has rules of its own.

        Raises:
            OSError: a file cannot be read, or certificate and key do not belong together.
        """
        self._config = config
        self._for_web = for_web
        self._stamp = _stamp(config)
        self._client: ssl.SSLContext | None = None
        self._reading = asyncio.Lock()
        if config.ca or config.certificate:  # what an operator wrote is checked at once
            self._client = client_context(config, for_web=for_web)

    async def client(self) -> ssl.SSLContext:
        """For connections we make; ask for it anew each time."""
        async with self._reading:
            if self._client is None:
                # All that the system trusts: reading it takes as long as a packet of audio.
                read = partial(client_context, self._config, for_web=self._for_web)
                trusted = await asyncio.to_thread(read)
                self._client = self._client or trusted  # new files may have come meanwhile
            return self._client

    def follow(self) -> bool:
        """Read the files again if they have changed; whether the new ones are used now.

        Ones that cannot be used change nothing, and are said to be so once.
        """
        stamp = _stamp(self._config)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            self._read()
        except OSError as error:
            log.error("the new certificate cannot be used, the old one stays: %s", error)
            return False
        log.info("certificate %s is used from now on", self._config.certificate or self._config.ca)
        return True

    def _read(self) -> None:
        self._client = client_context(self._config, for_web=self._for_web)


class TlsContexts(ClientTls):
    """Both sides of TLS: a certificate is renewed without a restart."""

    def __init__(self, config: TlsConfig, *, for_web: bool = False) -> None:
        """Arguments and errors as there."""
        super().__init__(config, for_web=for_web)
        self._current = server_context(config)
        # Its listener keeps the first context for good, so every handshake is told of the newest.
        self.server = server_context(config)
        """For connections made to us."""
        self.server.sni_callback = self._handshake

    def _read(self) -> None:
        server = server_context(self._config)
        super()._read()
        self._current = server

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


def client_context(config: TlsConfig, *, for_web: bool = False) -> ssl.SSLContext:
    """For connections we make to servers.

    It asks who signed the certificate. Whose it is, `sip_identity` asks for SIP, and this for
    WebSocket, which has the rules of the web (RFC 6455 4.1). Our own is shown to servers that ask
    for one, as trunks do.

    Raises:
        OSError: a file cannot be read.
    """
    try:
        context = ssl.create_default_context(cafile=config.ca or None)
    except OSError as error:
        raise OSError(f"certificates {config.ca}: {error}") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = for_web and config.verify
    if config.certificate:
        _load(context, config)
    if not config.verify:
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
