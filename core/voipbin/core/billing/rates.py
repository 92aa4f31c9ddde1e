"""What a unit of each kind of use costs, as the contract declares it."""

from functools import cache
from typing import Any, cast

from voipbin.core.contract import spelling
from voipbin.v1 import annotations_pb2, billing_pb2

_TYPES: Any = billing_pb2.DESCRIPTOR.enum_types_by_name["BillingCostType"]


@cache
def rate_of(cost_type: str) -> annotations_pb2.Rate:
    """The rate of a cost type.

    Raises:
        ValueError: there is no such cost type.
    """
    options: Any = _TYPES.values_by_number[spelling.number(_TYPES, cost_type)].GetOptions()
    return cast(annotations_pb2.Rate, options.Extensions[annotations_pb2.rate])
