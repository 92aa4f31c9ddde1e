"""Names of downloads."""

import pytest

from voipbin.core.contract.disposition import attachment
from voipbin.core.errors import InvalidArgument
from voipbin.core.file.naming import kept_content_type, kept_filename


@pytest.mark.parametrize(
    ("filename", "header"),
    [
        ("a b.wav", 'attachment; filename="a b.wav"'),
        (
            '"; x="y.txt',
            "attachment; filename=\"_; x=_y.txt\"; filename*=UTF-8''%22%3B%20x%3D%22y.txt",
        ),
        ("ü.txt", "attachment; filename=\"_.txt\"; filename*=UTF-8''%C3%BC.txt"),
        ("100%.txt", "attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt"),
        ("a\\b", "attachment; filename=\"a_b\"; filename*=UTF-8''a%5Cb"),
        (
            "a\r\nSet-Cookie: x",
            "attachment; filename=\"a__Set-Cookie_ x\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x",
        ),
    ],
)
def test_attachment(filename: str, header: str) -> None:
    assert attachment(filename) == header


@pytest.mark.parametrize("sent", ["", " ", "..", "a/", "a\\", "\r\n"])
def test_no_filename(sent: str) -> None:
    with pytest.raises(InvalidArgument, match="filename"):
        kept_filename(sent)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("audio/WAV", "audio/wav"),
        ("text/plain; charset=UTF-8", "text/plain; charset=utf-8"),
        ("", "application/octet-stream"),
        ("text", "application/octet-stream"),
        ("text/html\r\nx: y", "application/octet-stream"),
    ],
)
def test_content_type(sent: str, kept: str) -> None:
    assert kept_content_type(sent) == kept
