"""What the gateway serves below /files/: checks the link, then asks whoever has the file."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from voipbin.core.files.links import FileLinks, LinkState


@dataclass(frozen=True, slots=True)
class FileResult:
    """What a link leads to."""

    status: int = 200
    "200; 403 for a bad signature, 410 for an expired link, 404 for no such file."
    headers: Mapping[str, str] = field(default_factory=dict)
    "Content-Type, Content-Disposition and the like."
    chunks: Callable[[], AsyncIterator[bytes]] | None = None
    "Gives the content, once."
    size_bytes: int = 0
    "Length of what can be read in ranges."
    read: Callable[[int, int], AsyncIterator[bytes]] | None = None
    "Gives the content from one byte up to another, in place of chunks."


Opener = Callable[[str], Awaitable[FileResult]]
"Finds a file by what follows the folder in its path."

_REFUSALS = {LinkState.FORGED: 403, LinkState.EXPIRED: 410}


class SignedFiles:
    """Opens what signed links lead to.

    Args:
        folders: who serves each first part of a path: {"recordings": ...}.
    """

    def __init__(self, links: FileLinks, folders: Mapping[str, Opener]) -> None:
        self._links = links
        self._folders = dict(folders)

    async def open(self, path: str, query: str) -> FileResult:
        """Finds a file.

        Args:
            path: what follows /files/ in the URL.
            query: what follows the question mark, undecoded.
        """
        state = self._links.check(path, query)
        if state is not LinkState.GOOD:
            return FileResult(_REFUSALS[state])
        folder, _, name = path.partition("/")
        opener = self._folders.get(folder)
        return FileResult(404) if opener is None else await opener(name)
