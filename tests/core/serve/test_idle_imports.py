"""What a platform that waits for its first call does not load."""

import subprocess
import sys

_HEAVY = ("numpy", "alembic", "strawberry", "av", "soxr", "boto3")
"Each takes megabytes, and is imported by whoever needs it first."
_LOAD = """
import sys
import voipbin.core.cli, voipbin.core.serve.platform
print(*sorted(set(sys.argv[1:]) & sys.modules.keys()))
"""


def test_not_imported() -> None:
    command = [sys.executable, "-c", _LOAD, *_HEAVY]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
