"""Logs that know ids and codes only: a key outside the list is dropped, whatever it holds."""

import logging
import sys
import traceback
from types import TracebackType

import structlog
from structlog.typing import EventDict, WrappedLogger

KNOWN = frozenset({
    "event", "level", "timestamp", "request_id", "county", "code", "status", "method", "route", "kind", "step",
    "action", "task", "job_id", "attempt", "errcode", "rid", "path", "count", "version", "seconds", "exception",
    "reason", "state", "subject_id", "notice_id", "port", "address",
})  # fmt: skip

MOST_PLACES = 80


def keep_known(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Drop every key that is not on the list: personal text has no way in."""
    return {key: value for key, value in entry.items() if key in KNOWN}


def where_it_fell(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Say of an error its kinds and the places it went through; what it says may hold her words, so it is not said."""
    error = entry.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        entry["exception"] = _places(error)
    return entry


def _places(error: BaseException) -> list[str]:
    lines: list[str] = []
    one: BaseException | None = error
    while one is not None and len(lines) < MOST_PLACES:
        lines += [type(one).__name__, *_frames(one.__traceback__)]
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return lines[:MOST_PLACES]


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}" for frame, line in traceback.walk_tb(trace)]


class NoErrorText(logging.Filter):
    """For the libraries' own loggers: an error is named by kind only, its text and parameters stay out."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the error off the record and leave its kind."""
        if record.exc_info:
            kind = record.exc_info[0]
            record.msg, record.args = f"failed: {kind.__name__ if kind else 'error'}", ()
            record.exc_info = record.exc_text = None
        return True


def quiet_libraries() -> None:
    """Let the server's and the worker library's loggers name errors by kind only."""
    for name in ("uvicorn.error", "asyncio", "procrastinate", "procrastinate.worker", "sqlalchemy.pool"):
        logger = logging.getLogger(name)
        if not any(isinstance(one, NoErrorText) for one in logger.filters):
            logger.addFilter(NoErrorText())


def set_up_log(level: str) -> None:
    """Write JSON lines to standard error, at the level of the settings."""
    quiet_libraries()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            where_it_fell,
            keep_known,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
