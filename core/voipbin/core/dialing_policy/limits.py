"""What is in force for a customer: its own choice, below the operator's ceilings."""

from dataclasses import dataclass

from voipbin.core.dialing_policy.destination import NO_COUNTRY, ORDINARY, Destination
from voipbin.core.dialing_policy.model import DialingPolicyRow
from voipbin.core.settings import Settings

ALL = "all"
_MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class DialingDefaults:
    """What the operator's settings say of customers nobody has decided about."""

    countries: tuple[str, ...] = ()
    number_types: tuple[str, ...] = ()
    calls_per_second: int = 10
    concurrent_calls: int = 100
    spend_per_day: int = 100 * _MICROS

    @classmethod
    def of(cls, settings: Settings) -> "DialingDefaults":
        """Nothing may be dialled unless the operator says so; at home everything ordinary may,
        and the invented numbers of examples too.
        """
        countries = tuple(settings.dial_country_list)
        return cls(
            countries=countries or ((ALL,) if settings.dev else ()),
            number_types=("unallocated",) if settings.dev else (),
            calls_per_second=settings.dial_calls_per_second,
            concurrent_calls=settings.dial_concurrent_calls,
            spend_per_day=settings.dial_spend_per_day * _MICROS,
        )


@dataclass(frozen=True, slots=True)
class DialingLimits:
    """A policy with every ceiling applied."""

    countries: frozenset[str]
    country_ceiling: frozenset[str]
    "Empty for all."
    number_types: frozenset[str]
    calls_per_second: int
    concurrent_calls: int
    spend_per_day: int

    @classmethod
    def of(cls, row: DialingPolicyRow | None, defaults: DialingDefaults) -> "DialingLimits":
        """The limits of a customer with this policy; None is the operator's defaults."""
        chosen = row or default_policy("", defaults)
        top = with_ceilings(chosen, defaults)
        return cls(
            countries=frozenset(chosen.allowed_countries),
            country_ceiling=frozenset(chosen.country_ceiling),
            number_types=ORDINARY | {*chosen.number_types, *defaults.number_types},
            calls_per_second=_lower(chosen.calls_per_second, top.calls_per_second),
            concurrent_calls=_lower(chosen.concurrent_calls, top.concurrent_calls),
            spend_per_day=_lower(chosen.spend_per_day, top.spend_per_day),
        )

    def fault(self, number: str, destination: Destination) -> str | None:
        """Why a number must not be dialled, and what to change; None when it may be."""
        country, kind = destination.country, destination.number_type
        if not country:
            return f"{number} has no calling code that exists"
        if kind not in self.number_types:
            return (
                f"{number} is a number of type {kind} ({country}), which is not dialled unless the"
                " operator adds it to number_types of the customer's dialing policy"
                " (PUT /dialing_policies/{customer_id})"
            )
        if self.country_ceiling and not _names(self.country_ceiling, country):
            return (
                f"{number} is in {country}, which the operator does not let this customer call"
                " (country_ceiling of PUT /dialing_policies/{customer_id})"
            )
        if not _names(self.countries, country):
            if country == NO_COUNTRY:
                return (
                    f"{number} belongs to no country, and is dialled by customers who may call"
                    " every one: set allowed_countries to 'all' (PUT /dialing_policy)"
                )
            return (
                f"{number} is in {country}, which is not among the countries this customer may"
                f" call: add {country!r} to allowed_countries (PUT /dialing_policy)"
            )
        return None


@dataclass(frozen=True, slots=True)
class Ceilings:
    """The most a customer may choose."""

    calls_per_second: int
    concurrent_calls: int
    spend_per_day: int


def with_ceilings(row: DialingPolicyRow, defaults: DialingDefaults) -> Ceilings:
    """The ceilings of a customer: its own, else the operator's settings."""
    return Ceilings(
        row.calls_per_second_ceiling or defaults.calls_per_second,
        row.concurrent_calls_ceiling or defaults.concurrent_calls,
        row.spend_per_day_ceiling or defaults.spend_per_day,
    )


def default_policy(customer_id: str, defaults: DialingDefaults) -> DialingPolicyRow:
    """What is in force where nobody has chosen anything."""
    return DialingPolicyRow(
        id="",
        customer_id=customer_id,
        allowed_countries=list(defaults.countries),
        number_types=list(defaults.number_types),
        tm_create=0,
    )


def _lower(chosen: int, ceiling: int) -> int:
    return min(chosen, ceiling) if chosen else ceiling


def _names(countries: frozenset[str], country: str) -> bool:
    return ALL in countries or country in countries
