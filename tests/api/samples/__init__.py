"""What the generated requests and rows cannot know: one module for each resource that needs it.

A module may have FIELDS, values of request fields by "Message.field", and ROWS, values of columns
by "resource.column"; both are functions of the tenant. TABLES has a row each of tables that are no
resource's, by their names. REFUSED has the operations that the stored
rows are in no state for, and the reason they are refused with; tests elsewhere use them as meant.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.api.tenants import Tenant

Sample = Callable[["Tenant"], Any]


def _collected(name: str) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for module in iter_modules(__path__):
        found |= getattr(import_module(f"{__name__}.{module.name}"), name, {})
    return found


FIELDS: Mapping[str, Sample] = _collected("FIELDS")
ROWS: Mapping[str, Sample] = _collected("ROWS")
TABLES: Mapping[str, Sample] = _collected("TABLES")
REFUSED: Mapping[str, str] = _collected("REFUSED")
