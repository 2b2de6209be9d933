"""Logs that know ids and codes only: a key outside the list is dropped, whatever it holds."""

import logging
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

KNOWN = frozenset({
    "event", "level", "timestamp", "request_id", "county", "code", "status", "method", "route", "kind", "step",
    "action", "task", "job_id", "attempt", "errcode", "rid", "path", "count", "version", "seconds", "exception",
    "reason", "state", "subject_id", "notice_id", "port", "address",
})  # fmt: skip


def keep_known(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Drop every key that is not on the list: personal text has no way in."""
    return {key: value for key, value in entry.items() if key in KNOWN}


def set_up_log(level: str) -> None:
    """Write JSON lines to standard error, at the level of the settings."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            keep_known,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
