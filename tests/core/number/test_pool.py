"""The operator's file of numbers, good and bad."""

from pathlib import Path

import pytest

from voipbin.core.number.pool import OfferedNumber, read_pool

GOOD = """\
number,country,region,postal_code,features

# offices
+14155550100, us , "San Francisco, California", 94105, voice sms
+442079460100
+18005550100,US
+88312345678,XK,,,fax
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "numbers.csv"


def test_good(path: Path) -> None:
    path.write_text(GOOD)
    assert read_pool(path) == [
        OfferedNumber("+14155550100", "US", "San Francisco, California", "94105", ("voice", "sms")),
        OfferedNumber("+442079460100", "GB"),
        OfferedNumber("+18005550100", "US"),
        OfferedNumber("+88312345678", "XK", features=("fax",)),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "number\n"])
def test_empty(path: Path, text: str) -> None:
    path.write_text(text)
    assert read_pool(path) == []


def test_byte_order_mark_of_a_spreadsheet(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfnumber,country\r\n+14155550100,US\r\n")
    assert [offered.number for offered in read_pool(path)] == ["+14155550100"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("4155550100", "'4155550100' is not E.164"),
        ("+1415555010012345", "is not E.164"),
        ("+14155550100,USA", "country 'USA' is not"),
        ("+14155550100,US,,,voice pager", "feature 'pager' is none of emergency, fax, mms"),
        ("+14155550100,US,CA,94105,voice,sms", "has 6 columns"),
        ("+899100000001", "are virtual"),
        ("+88312345678", "has no country"),
        ("+2101234567", "has no country"),
        ("+442079460100", "is listed twice"),
        ("number", "'number' is not E.164"),
    ],
)
def test_bad_line_is_named(path: Path, line: str, fault: str) -> None:
    path.write_text(f"# numbers\n+442079460100\n{line}\n")
    with pytest.raises(ValueError) as refused:
        read_pool(path)
    assert f"{path}, line 3: " in str(refused.value)
    assert fault in str(refused.value)


def test_no_text(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="no text in UTF-8"):
        read_pool(path)
