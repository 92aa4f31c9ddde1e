"""Logins and mailed links: agents of a tenant have no password, and nothing was mailed."""

import secrets
from collections.abc import Mapping

from tests.api.samples import Sample

# Wrong codes are counted by the token.
FIELDS: Mapping[str, Sample] = {
    "CompleteSignupRequest.temp_token": lambda _: secrets.token_hex(16),
}
REFUSED = {
    "Login": "LOGIN_FAILED",
    "CompleteSignup": "INVALID_ARGUMENT",
    "ResetPassword": "INVALID_ARGUMENT",
    "VerifyEmail": "INVALID_ARGUMENT",
    "CancelUnregister": "CUSTOMER_NOT_FROZEN",
    "RecoverCustomer": "CUSTOMER_NOT_FROZEN",
}
