"""SIP accounts as the core knows them, remembered for a few seconds."""

import time
from collections.abc import Callable

from voipbin.media.node.core_link import CoreLink
from voipbin.media.v1 import node_pb2


class Credentials:
    """Answers credential questions; both yes and no are believed for a short while."""

    MAX_ENTRIES = 10_000

    def __init__(
        self, link: CoreLink, keep_s: float, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._link = link
        self._keep_s = keep_s
        self._now_s = now_s
        self._known: dict[tuple[str, str], tuple[float, node_pb2.Credential | None]] = {}

    async def find(self, domain: str, username: str) -> node_pb2.Credential | None:
        """The account of that user in that domain, which is the digest realm too.

        Raises:
            CoreUnavailable: not known here and the core does not answer.
        """
        key = (domain.lower(), username)
        known = self._known.get(key)
        if known is not None and known[0] > self._now_s():
            return known[1]
        query = node_pb2.CredentialQuery(domain=domain, username=username, realm=domain)
        answer = await self._link.ask(node_pb2.Query(credential=query))
        found = answer.credential if answer.HasField("credential") else None
        self._remember(key, found)
        return found

    def _remember(self, key: tuple[str, str], found: node_pb2.Credential | None) -> None:
        if len(self._known) >= self.MAX_ENTRIES:
            self._known.clear()  # scanners asked for many names; none of them matters
        self._known[key] = (self._now_s() + self._keep_s, found)
