"""Plans, as the contract declares them: monthly tokens and how many rows there may be."""

from functools import cache
from typing import Any, cast

from voipbin.core.contract import spelling
from voipbin.v1 import annotations_pb2, billing_account_pb2

_TYPES: Any = billing_account_pb2.DESCRIPTOR.enum_types_by_name["BillingAccountPlanType"]
DEFAULT_PLAN = "free"


@cache
def plan_of(plan_type: str) -> annotations_pb2.Plan:
    """What a plan gives; a customer without a plan has the smallest."""
    number = spelling.number(_TYPES, plan_type or DEFAULT_PLAN)
    options: Any = _TYPES.values_by_number[number].GetOptions()
    return cast(annotations_pb2.Plan, options.Extensions[annotations_pb2.plan])


def plan_types() -> list[str]:
    """The words of all plans, the smallest first."""
    return [word for word in spelling.words(_TYPES) if word]


def limit_of(plan_type: str, name: str) -> int | None:
    """Most live rows of a kind under a plan; None when it does not limit them."""
    found = [limit.most for limit in plan_of(plan_type).limits if limit.name == name]
    return found[0] if found else None
