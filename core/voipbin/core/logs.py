"""Structured logs on standard error."""

import logging
import sys

import structlog


def configure_logs(level: str) -> None:
    """Lines for people on a terminal, JSON elsewhere.

    Args:
        level: debug, info, warning or error.
    """
    threshold = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    is_terminal = sys.stderr.isatty()
    renderer = (
        structlog.dev.ConsoleRenderer() if is_terminal else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if is_terminal else [structlog.processors.format_exc_info]),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(threshold, logging.WARNING), stream=sys.stderr)
