"""Logs that never make the 20 ms loop wait, whatever stderr is connected to."""

import logging
import sys
import threading
from collections.abc import Iterable
from queue import Full, Queue
from typing import Final, TextIO

import structlog

MAX_WAITING: Final = 10_000
FLUSH_S: Final = 2.0


class BackgroundWriter:
    """A text stream whose `write` only queues; a thread does the writing.

    A reader that stopped reading would block a plain stream for as long as it likes. Here lines
    are dropped when too many wait.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lines: Queue[str | None] = Queue(MAX_WAITING)
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
        self._thread.start()

    def write(self, text: str) -> int:
        """Queue the text; drop it when the queue is full."""
        try:
            self._lines.put_nowait(text)
        except Full:
            return 0
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Queue several texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing to do here: the thread flushes."""

    def close(self) -> None:
        """Write what waits, for a short while; later texts are lost."""
        try:
            self._lines.put(None, timeout=FLUSH_S)
        except Full:
            return
        self._thread.join(FLUSH_S)

    def _run(self) -> None:
        while (text := self._lines.get()) is not None:
            try:
                self._stream.write(text)
                self._stream.flush()
            except (OSError, ValueError):
                return  # nobody will ever read it


def configure_logs(level: str) -> BackgroundWriter:
    """JSON lines on stderr, from our own logger and the standard one alike; close it at exit."""
    number = logging.getLevelNamesMapping()[level.upper()]
    writer = BackgroundWriter(sys.stderr)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    last: list[structlog.typing.Processor] = [
        structlog.processors.dict_tracebacks,
        structlog.processors.JSONRenderer(),
    ]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: _LineLogger(writer),
    )
    handler = logging.StreamHandler(writer)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            foreign_pre_chain=shared,
        )
    )
    logging.basicConfig(level=number, handlers=[handler], force=True)
    return writer


class _LineLogger:
    """The last link of structlog's chain: one line per message."""

    def __init__(self, writer: BackgroundWriter) -> None:
        self._writer = writer

    def msg(self, message: str) -> None:
        self._writer.write(message + "\n")

    debug = info = warning = error = critical = exception = msg
