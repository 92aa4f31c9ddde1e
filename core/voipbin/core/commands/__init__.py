"""What the `voipbin` command does."""

from voipbin.media import plain_logs  # noqa: F401 - before anything imports structlog
