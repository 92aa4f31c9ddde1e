"""Accounts that can pay for whatever a test makes, and whose plan limits nothing."""

from collections.abc import Mapping

from tests.api.samples import Sample

ROWS: Mapping[str, Sample] = {
    "billing_account.plan_type": lambda _: "unlimited",
    "billing_account.balance_credit": lambda _: 1_000_000_000,
    "billing_account.balance_token": lambda _: 1_000_000,
}
