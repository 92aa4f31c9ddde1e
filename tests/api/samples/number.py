"""Numbers that can be had without a pool, and rows that their rules allow."""

import secrets

from tests.api.samples import Sample

FIELDS: dict[str, Sample] = {
    "CreateNumberRequest.number": lambda _: f"+899{secrets.randbelow(900_000_000) + 10**8}",
    "CreateNumberRequest.type": lambda _: "virtual",
    # Before anybody's numbers: the rows of other tests stay as they are.
    "RenewNumbersRequest.tm_renew": lambda _: "1970-01-02T00:00:00.000000Z",
}
ROWS: dict[str, Sample] = {
    "number.type": lambda _: "normal",
    "number.number": lambda _: f"+1555{secrets.randbelow(10**9):09d}",
}
