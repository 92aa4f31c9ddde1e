"""Plans that call from a telephone number."""

from collections.abc import Mapping

from tests.api.samples import Sample

_TELEPHONE = {"type": "tel", "target": "+15550100"}
FIELDS: Mapping[str, Sample] = {
    f"{request}.source": lambda _: _TELEPHONE
    for request in ("CreateOutplanRequest", "UpdateOutplanDialInfoRequest")
}
