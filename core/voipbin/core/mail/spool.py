"""A directory of .eml files: where mail goes that no server takes."""

import asyncio
import os
from email.message import EmailMessage
from pathlib import Path

from voipbin.core.ids import new_id


class MailSpool:
    """Keeps mail as files that any mail program opens; the names sort by time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, message: EmailMessage, name: str = "") -> None:
        """Writes the mail.

        Args:
            name: of the file, for mail that may be written again; a new one when empty.

        Raises:
            OSError: the directory cannot be written.
        """
        await asyncio.to_thread(self._write, message, name or new_id())

    def _write(self, message: EmailMessage, name: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        hidden, path = self._folder / f".{new_id()}", self._folder / f"{name}.eml"
        # The links in it open accounts: its owner alone may read it.
        descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(bytes(message))
        hidden.replace(path)
