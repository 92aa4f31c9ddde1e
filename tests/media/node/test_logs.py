"""Logs never wait for their reader."""

import contextlib
import io
import os
import time

from voipbin.media.node.logs import MAX_WAITING, BackgroundWriter


def test_written_in_order() -> None:
    stream = io.StringIO()
    writer = BackgroundWriter(stream)
    for number in range(100):
        writer.write(f"{number}\n")
    writer.close()
    assert stream.getvalue().split() == [str(number) for number in range(100)]


def test_reader_that_does_not_read() -> None:
    read_end, write_end = os.pipe()
    with os.fdopen(write_end, "w") as stream:
        writer = BackgroundWriter(stream)
        began_s = time.monotonic()
        for _ in range(MAX_WAITING + 2000):
            writer.write("x" * 200)
        assert time.monotonic() - began_s < 2.0
        os.close(read_end)  # the writer meets a broken pipe and gives up
        writer._thread.join(5)
        assert not writer._thread.is_alive()
        with contextlib.suppress(BrokenPipeError):
            stream.close()
