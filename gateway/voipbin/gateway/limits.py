"""Sizes, rates and times the gateway enforces."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one gateway."""

    body_bytes: int = 1 << 20
    "Longest request body."
    body_timeout_s: float = 30.0
    "How long a client may take to send it."
    upload_bytes: int = (30 << 20) + (64 << 10)
    "Longest form with a file: 30 MiB of it, and what a form puts around it."
    upload_timeout_s: float = 600.0
    "How long a client may take to send it; between two pieces body_timeout_s at most."
    drain_bytes: int = 16 << 20
    "How much of a body that is too long is read and thrown away before the connection closes."
    drain_timeout_s: float = 2.0
    "How long that may take."
    query_fields: int = 200
    "Most parameters in a query string."
    call_timeout_s: float = 60.0
    "How long the core may take to answer before the client gets 504."
    auth_rate: float = 10.0
    "Requests a second each address may send to /auth/*."
    auth_burst: int = 20
    "Requests an address may send at once to /auth/*."
    auth_addresses: int = 10_000
    "Addresses remembered; the one unseen for longest is forgotten first."


DEFAULT_LIMITS = Limits()
