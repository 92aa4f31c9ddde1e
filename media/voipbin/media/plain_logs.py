"""structlog without rich, which a process must import before anything else does.

For prettier tracebacks structlog loads rich, and rich loads pygments and attrs: four megabytes in
every process that writes its logs as JSON.
"""

import sys
from typing import Any

if not {"structlog", "rich"} & set(sys.modules):
    modules: dict[str, Any] = sys.modules
    modules["rich"] = None  # an import of it fails, which structlog is prepared for
    try:
        import structlog  # noqa: F401 - for what it keeps of the attempt
    finally:
        del modules["rich"]
