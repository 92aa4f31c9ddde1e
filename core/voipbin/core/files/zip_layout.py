"""The bytes around the members of a zip whose sizes are known beforehand (PKWARE APPNOTE 6.3.10).

Members are stored, not deflated: audio hardly shrinks. Sizes and checksums stand before the data,
so that every unpacker can read the archive as it arrives, and its length is known at once.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR64 = struct.Struct("<4sIQI")
_LIMIT_32 = 0xFFFFFFFF
_LIMIT_16 = 0xFFFF
_VERSION, _VERSION_64 = 20, 45
_MADE_ON_UNIX = 3 << 8
_REGULAR_FILE = 0o100644 << 16
_UTF8_NAMES = 1 << 11


@dataclass(frozen=True, slots=True)
class ZipMember:
    """One file of the archive."""

    name: str
    size_bytes: int
    crc32: int
    tm_modified_us: int
    "Microseconds since 1970, UTC."


class ZipLayout:
    """Where everything goes: header and data of each member in order, then the directory."""

    def __init__(self, members: list[ZipMember]) -> None:
        self.members = members
        self._offsets: list[int] = []
        offset = 0
        for member in members:
            self._offsets.append(offset)
            offset += len(local_header(member)) + member.size_bytes
        self._directory_offset = offset

    @property
    def total_bytes(self) -> int:
        """Length of the whole archive."""
        return self._directory_offset + len(self.directory())

    def directory(self) -> bytes:
        """What follows the last member (4.3.12 to 4.3.16)."""
        entries = b"".join(
            _central_header(member, offset)
            for member, offset in zip(self.members, self._offsets, strict=True)
        )
        return entries + _end(len(self.members), len(entries), self._directory_offset)


def local_header(member: ZipMember) -> bytes:
    """What stands before the data of a member (4.3.7)."""
    name = member.name.encode()
    large = member.size_bytes >= _LIMIT_32
    # 4.5.3: in a local header both sizes must be there.
    extra = struct.pack("<2H2Q", 1, 16, member.size_bytes, member.size_bytes) if large else b""
    size = _LIMIT_32 if large else member.size_bytes
    date, time = _dos_time(member.tm_modified_us)
    version = _VERSION_64 if large else _VERSION
    header = _LOCAL.pack(
        b"PK\3\4", version, _UTF8_NAMES, 0, time, date,
        member.crc32, size, size, len(name), len(extra),
    )  # fmt: skip
    return header + name + extra


def _central_header(member: ZipMember, offset: int) -> bytes:
    name = member.name.encode()
    large = member.size_bytes >= _LIMIT_32
    far = offset >= _LIMIT_32
    values = [member.size_bytes] * 2 * large + [offset] * far
    extra = struct.pack(f"<2H{len(values)}Q", 1, 8 * len(values), *values) if values else b""
    size = _LIMIT_32 if large else member.size_bytes
    date, time = _dos_time(member.tm_modified_us)
    version = _VERSION_64 if values else _VERSION
    header = _CENTRAL.pack(
        b"PK\1\2", _MADE_ON_UNIX | version, version, _UTF8_NAMES, 0, time, date,
        member.crc32, size, size, len(name), len(extra), 0, 0, 0, _REGULAR_FILE,
        _LIMIT_32 if far else offset,
    )  # fmt: skip
    return header + name + extra


def _end(count: int, directory_bytes: int, offset: int) -> bytes:
    large = offset >= _LIMIT_32 or directory_bytes >= _LIMIT_32 or count >= _LIMIT_16
    end = _END.pack(
        b"PK\5\6", 0, 0, min(count, _LIMIT_16), min(count, _LIMIT_16),
        min(directory_bytes, _LIMIT_32), min(offset, _LIMIT_32), 0,
    )  # fmt: skip
    if not large:
        return end
    end64 = _END64.pack(
        b"PK\6\6", _END64.size - 12, _MADE_ON_UNIX | _VERSION_64, _VERSION_64, 0, 0,
        count, count, directory_bytes, offset,
    )  # fmt: skip
    return end64 + _LOCATOR64.pack(b"PK\6\7", 0, offset + directory_bytes, 1) + end


def _dos_time(microseconds: int) -> tuple[int, int]:
    """Date and time as MS-DOS writes them (4.4.6); in UTC, for zips have no zone."""
    moment = datetime.fromtimestamp(microseconds // 1_000_000, UTC)
    year = min(max(moment.year, 1980), 2107)
    date = (year - 1980) << 9 | moment.month << 5 | moment.day
    return date, moment.hour << 11 | moment.minute << 5 | moment.second // 2
