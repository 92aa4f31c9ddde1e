"""A DNS in memory, for virtual time."""

from collections.abc import Mapping, Sequence

from voipbin.media.sip.transport.names import Naptr, Srv


class FakeNames:
    """Says what it was given, and notes what it is asked."""

    def __init__(
        self,
        addresses: Mapping[str, Sequence[str]] | None = None,
        srv: Mapping[str, Sequence[Srv]] | None = None,
        naptr: Mapping[str, Sequence[Naptr]] | None = None,
    ) -> None:
        self.asked: list[str] = []
        self._addresses = addresses or {}
        self._srv = srv or {}
        self._naptr = naptr or {}

    async def naptr(self, name: str) -> Sequence[Naptr]:
        self.asked.append(f"NAPTR {name}")
        return self._naptr.get(name, ())

    async def srv(self, name: str) -> Sequence[Srv]:
        self.asked.append(f"SRV {name}")
        return self._srv.get(name, ())

    async def addresses(self, name: str) -> Sequence[str]:
        self.asked.append(f"A {name}")
        if name not in self._addresses:
            raise OSError(f"{name} does not resolve")
        return self._addresses[name]
