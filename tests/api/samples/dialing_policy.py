"""Policies whose ceilings leave room."""

from tests.api.samples import Sample

_CEILINGS = ("calls_per_second", "concurrent_calls", "spend_per_day")

ROWS: dict[str, Sample] = {
    "dialing_policy.allowed_countries": lambda _: ["all"],
    "dialing_policy.country_ceiling": lambda _: ["all"],
    **{f"dialing_policy.{name}_ceiling": lambda _: 10**9 for name in _CEILINGS},
}
