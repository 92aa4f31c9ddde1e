"""The route tree: finding a path takes a step for each segment, however many routes exist."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

Handler = TypeVar("Handler")

_MOST_SEGMENTS = 16


@dataclass(slots=True)
class _Node(Generic[Handler]):
    literals: "dict[str, _Node[Handler]]" = field(default_factory=dict)
    parameter: "_Node[Handler] | None" = None
    endpoint: "Endpoint[Handler] | None" = None


@dataclass(slots=True)
class Endpoint(Generic[Handler]):
    """What a path offers."""

    parameters: tuple[str, ...]
    "Names of the parameters in the order of the path."
    handlers: dict[str, Handler] = field(default_factory=dict)
    "By method."

    @property
    def allowed(self) -> str:
        """Methods as the Allow header lists them."""
        methods = {*self.handlers, "OPTIONS"} | ({"HEAD"} if "GET" in self.handlers else set())
        return ", ".join(sorted(methods))


class Routes(Generic[Handler]):
    """Paths such as /calls/{id}/hangup; a literal segment goes before a parameter."""

    def __init__(self) -> None:
        self._root: _Node[Handler] = _Node()

    def add(self, method: str, path: str, handler: Handler) -> None:
        """Serve a path.

        Raises:
            ValueError: the method is taken, or the path names its parameters differently.
        """
        node = self._root
        names = []
        for segment in _segments(path):
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, _Node())
        endpoint = node.endpoint = node.endpoint or Endpoint(tuple(names))
        if endpoint.parameters != tuple(names):
            raise ValueError(f"{path} was served as {endpoint.parameters}, now as {names}")
        if method in endpoint.handlers:
            raise ValueError(f"{method} {path} is served twice")
        endpoint.handlers[method] = handler

    def find(self, path: str) -> tuple[Endpoint[Handler], list[str]] | None:
        """Return what serves a path and the values of its parameters; a last slash is ignored."""
        segments = _segments(path)
        if len(segments) > _MOST_SEGMENTS:
            return None
        values: list[str] = []
        endpoint = _find(self._root, segments, 0, values)
        return None if endpoint is None else (endpoint, values)


def _segments(path: str) -> list[str]:
    return path.removesuffix("/").split("/")[1:]


def _find(
    node: _Node[Handler], segments: list[str], depth: int, values: list[str]
) -> Endpoint[Handler] | None:
    if depth == len(segments):
        return node.endpoint
    segment = segments[depth]
    child = node.literals.get(segment)
    if child is not None and (found := _find(child, segments, depth + 1, values)) is not None:
        return found
    if node.parameter is None or not segment:
        return None
    values.append(segment)
    found = _find(node.parameter, segments, depth + 1, values)
    if found is None:
        values.pop()
    return found
