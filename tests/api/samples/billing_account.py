"""Tenants may have whatever they like."""

from tests.api.samples import Sample

ROWS: dict[str, Sample] = {"billing_account.plan_type": lambda _: "unlimited"}
