"""WAV files written as the call goes on, playable at any moment, and mended after a crash."""

import logging
import os
import struct
import threading
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from voipbin.media.audio.pcm import Pcm, from_bytes, to_bytes

log = logging.getLogger(__name__)

HEADER_BYTES: Final = 44
_MAX_DATA_BYTES: Final = 0xFFFFFFFF - HEADER_BYTES
_HEADER: Final = struct.Struct("<4sI4s4sIHHIIHH4sI")


def wav_header(sample_rate_hz: int, data_bytes: int) -> bytes:
    """The 44 bytes before 16-bit mono samples."""
    return _HEADER.pack(
        b"RIFF", HEADER_BYTES - 8 + data_bytes, b"WAVE",
        b"fmt ", 16, 1, 1, sample_rate_hz, sample_rate_hz * 2, 2, 16,
        b"data", data_bytes,
    )  # fmt: skip


def wav_bytes(pcm: Pcm, sample_rate_hz: int) -> bytes:
    """A whole WAV file in memory."""
    data = to_bytes(pcm)
    return wav_header(sample_rate_hz, len(data)) + data


class WavWriter:
    """Writes one 16-bit mono file without ever making the caller wait.

    Samples are gathered for half a second, then a thread shared by all writers appends them and
    corrects the header. A process killed at any moment leaves a file that plays, at most
    `BATCH_MS` short.
    """

    BATCH_MS: Final = 500

    def __init__(self, path: Path, sample_rate_hz: int) -> None:
        """Create the file with an empty header at once.

        Raises:
            OSError: it cannot be created.
        """
        self.path = path
        self.sample_rate_hz = sample_rate_hz
        self.samples = 0
        """Written so far, including those still gathered."""
        self.error: OSError | None = None
        """Why writing stopped, for example a full disk; later samples are dropped."""
        self._batch: list[bytes] = []
        self._batch_bytes = 0
        self._batch_limit = sample_rate_hz * 2 * self.BATCH_MS // 1000
        self._written = 0
        self._closed: Future[Path] | None = None
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        os.pwrite(self._fd, wav_header(sample_rate_hz, 0), 0)

    @property
    def duration_ms(self) -> int:
        """Length so far."""
        return self.samples * 1000 // self.sample_rate_hz

    def write(self, pcm: Pcm) -> None:
        """Append samples; ignored after `close` or an error."""
        if self._closed is not None or self.error is not None:
            return
        self.samples += pcm.size
        self._batch.append(to_bytes(pcm))
        self._batch_bytes += pcm.size * 2
        if self._batch_bytes >= self._batch_limit:
            self.flush()

    def flush(self) -> None:
        """Hand what was gathered to the writer thread; does not wait for it."""
        if self._batch:
            batch, self._batch, self._batch_bytes = self._batch, [], 0
            _thread.submit(lambda: self._append(b"".join(batch)))

    def close(self) -> "Future[Path]":
        """Finish the file; the future is done when it is complete on disk. May be repeated.

        The future fails with OSError when the file could not be written whole.
        """
        if self._closed is None:
            self.flush()
            self._closed = Future()
            _thread.submit(self._finish)
        return self._closed

    def _append(self, data: bytes) -> None:
        if self.error is not None:
            return
        try:
            data = data[: max(0, _MAX_DATA_BYTES - self._written)]
            _write_all(self._fd, data, HEADER_BYTES + self._written)
            self._written += len(data)
            # The header last: at any moment it promises no more than the file holds.
            os.pwrite(self._fd, wav_header(self.sample_rate_hz, self._written), 0)
        except OSError as error:
            self.error = error
            log.error("recording %s stopped: %s", self.path.name, error)

    def _finish(self) -> None:
        assert self._closed is not None
        try:
            os.close(self._fd)
        except OSError as error:
            self.error = self.error or error
        if self.error is not None:
            self._closed.set_exception(self.error)
        else:
            self._closed.set_result(self.path)


class _WriterThread:
    """Runs disk work in order, one daemon thread per process, started at the first use."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[object] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, work: "object") -> None:
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(
                        target=self._run, name="wav-writer", daemon=True
                    )
                    self._thread.start()
        self._queue.put(work)

    def _run(self) -> None:
        while True:
            work = self._queue.get()
            try:
                if callable(work):
                    work()
            except Exception:
                log.exception("wav writer failed")


_thread = _WriterThread()


def repair_wav(path: Path) -> int:
    """Make the header agree with the file after a crash.

    Returns:
        Duration in ms; 0 for a file without samples.

    Raises:
        ValueError: the file is not a WAV of ours, its header is missing.
    """
    with path.open("r+b") as file:
        header = file.read(HEADER_BYTES)
        if len(header) < HEADER_BYTES:
            raise ValueError(f"{path.name} is {len(header)} bytes, too short for a WAV header")
        fields = _HEADER.unpack(header)
        if fields[0] != b"RIFF" or fields[2] != b"WAVE" or fields[11] != b"data" or not fields[7]:
            raise ValueError(f"{path.name} does not begin with a WAV header of 44 bytes")
        size = file.seek(0, os.SEEK_END)
        data_bytes = (size - HEADER_BYTES) // 2 * 2
        sample_rate_hz = int(fields[7])
        if fields[12] != data_bytes or fields[1] != data_bytes + HEADER_BYTES - 8:
            file.truncate(HEADER_BYTES + data_bytes)
            file.seek(0)
            file.write(wav_header(sample_rate_hz, data_bytes))
    return data_bytes // 2 * 1000 // sample_rate_hz


def read_wav(path: Path) -> tuple[Pcm, int]:
    """Samples and rate in Hz of a 16-bit mono PCM file; for any other use `decode`.

    Raises:
        ValueError: not such a file.
    """
    data = path.read_bytes()
    fmt, samples = _chunks(data, path.name)
    if len(fmt) < 16:
        raise ValueError(f"{path.name} has no complete fmt chunk")
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", fmt)
    if (kind, channels, bits) != (1, 1, 16):
        raise ValueError(
            f"{path.name} is format {kind} with {channels} channels of {bits} bits, "
            "not 16-bit mono PCM"
        )
    return from_bytes(samples), rate


def _chunks(data: bytes, name: str) -> tuple[bytes, bytes]:
    """The fmt and data chunks of a RIFF file."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError(f"{name} does not begin with RIFF and WAVE")
    found: dict[bytes, bytes] = {}
    offset = 12
    while offset + 8 <= len(data):
        kind, size = (
            data[offset : offset + 4],
            int.from_bytes(data[offset + 4 : offset + 8], "little"),
        )
        found.setdefault(kind, data[offset + 8 : offset + 8 + size])
        offset += 8 + size + size % 2
    if b"fmt " not in found or b"data" not in found:
        raise ValueError(f"{name} lacks a fmt or data chunk")
    return found[b"fmt "], found[b"data"]


def _write_all(fd: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(fd, view, offset)
        view, offset = view[written:], offset + written
