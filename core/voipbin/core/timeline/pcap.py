"""Packets as a capture file: libpcap's classic format, each packet raw IP.

https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html, link type 101.
"""

import struct
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

_MAGIC = 0xA1B2C3D4
_RAW_IP = 101
_LONGEST = 65535
_UDP = 17
_HEADER = 8
"Bytes of a UDP header."


def capture_file(packets: Iterable[Any]) -> bytes:
    """A capture of rows of packets, oldest first.

    Every packet is written as a UDP datagram between the addresses it passed between: what came
    in a stream, encrypted or not, has no datagrams of its own, and readers find SIP by its port or
    its text.
    """
    parts = [struct.pack("<IHHiIII", _MAGIC, 2, 4, 0, 0, _LONGEST, _RAW_IP)]
    for packet in packets:
        data = _ip(packet)
        seconds, micros = divmod(packet.tm_create, 1_000_000)
        parts += [struct.pack("<IIII", seconds, micros, len(data), len(data)), data]
    return b"".join(parts)


def _ip(packet: Any) -> bytes:
    source, destination = ip_address(packet.source_ip), ip_address(packet.destination_ip)
    room = _LONGEST - 40 - _HEADER
    payload = bytes(packet.data[:room])
    length = _HEADER + len(payload)
    ports = struct.pack("!HHH", packet.source_port, packet.destination_port, length)
    if source.version == destination.version == 4:
        # UDP over IPv4 may go without a checksum (RFC 768).
        udp = ports + bytes(2) + payload
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, 0, 0, 64, _UDP, 0)
        addresses = source.packed + destination.packed
        checksum = _checksum(head + addresses)
        return head[:10] + struct.pack("!H", checksum) + addresses + udp
    addresses = _sixteen(source) + _sixteen(destination)
    pseudo = addresses + struct.pack("!IxxxB", length, _UDP)
    checksum = _checksum(pseudo + ports + bytes(2) + payload) or 0xFFFF
    udp = ports + struct.pack("!H", checksum) + payload
    return struct.pack("!IHBB", 6 << 28, length, _UDP, 64) + addresses + udp


def _sixteen(address: Any) -> bytes:
    """An IPv6 address; of an IPv4 one the mapped form (RFC 4291 2.5.5.2)."""
    packed: bytes = address.packed
    return packed if len(packed) == 16 else bytes(10) + b"\xff\xff" + packed


def _checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071)."""
    data += bytes(len(data) % 2)
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
