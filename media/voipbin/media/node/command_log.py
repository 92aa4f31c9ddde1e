"""What became of recent commands, so that a repeated one is answered instead of done again."""

from collections import OrderedDict
from collections.abc import Callable

from voipbin.media.v1 import node_pb2

Reply = Callable[[node_pb2.CommandResult], None]


class CommandLog:
    """Results by command id; the oldest finished ones are forgotten first."""

    def __init__(self, size: int = 10_000) -> None:
        self._size = size
        self._results: OrderedDict[str, node_pb2.CommandResult] = OrderedDict()
        self._running: dict[str, list[Reply]] = {}

    def begin(self, command_id: str, reply: Reply) -> bool:
        """Whether the command is new and shall be carried out now.

        Otherwise `reply` gets the first result, at once or as soon as there is one.
        """
        result = self._results.get(command_id)
        if result is not None:
            reply(result)
            return False
        waiting = self._running.get(command_id)
        if waiting is not None:
            waiting.append(reply)
            return False
        self._running[command_id] = [reply]
        return True

    def finish(self, result: node_pb2.CommandResult) -> None:
        """Keep the result and tell everybody who waits for it."""
        waiting = self._running.pop(result.command_id, [])
        self._results[result.command_id] = result
        while len(self._results) > self._size:
            self._results.popitem(last=False)
        for reply in waiting:
            reply(result)
