"""Agents that can be reached somewhere, and names that nobody has."""

import secrets

from tests.api.samples import Sample


def _own_number(_: object) -> list[dict[str, str]]:
    return [{"type": "tel", "target": f"+1555{secrets.randbelow(10**9):09d}"}]


def _email(_: object) -> str:
    return f"{secrets.token_hex(8)}@example.com"


FIELDS: dict[str, Sample] = {
    "CreateAgentRequest.addresses": _own_number,
    "CreateAgentRequest.username": _email,
    "UpdateAgentAddressesRequest.addresses": _own_number,
    "UpdateMeAddressesRequest.addresses": _own_number,
    "UpdateAgentPermissionRequest.permission": lambda _: 32,
    "ListAgentsRequest.tag_ids": lambda tenant: tenant.ids["tag"],
    "SignupRequest.email": _email,
    "SignupRequest.accepted_tos": lambda _: True,
    "CreateCustomerRequest.email": _email,
    "UnregisterRequest.password": lambda _: "",
    "UnregisterRequest.confirmation_phrase": lambda _: "DELETE",
}
