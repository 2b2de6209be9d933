"""Refusals on the wire: the true status, an RFC 9457 body, one sentence she can act on."""

from collections.abc import Iterable
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from app.errors import AppError, Conflict, Kind, NoSuchVerb, NotFound, Unavailable

STATUS: dict[Kind, int] = {
    Kind.MALFORMED: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.STALE: 412,
    Kind.MISDIRECTED: 421,
    Kind.INVALID: 422,
    Kind.PRECONDITION_REQUIRED: 428,
    Kind.TOO_MANY: 429,
    Kind.UNAVAILABLE: 503,
    Kind.TOO_LARGE: 413,
    Kind.TOO_SLOW: 408,
    Kind.ADDRESS_TOO_LONG: 414,
    Kind.HEADERS_TOO_LARGE: 431,
    Kind.NO_SUCH_VERB: 405,
}
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = {Kind.TOO_MANY: 60, Kind.UNAVAILABLE: 5}
FIELD_SENTENCES = {
    "missing": "这一项还没有填。",
    "string_too_long": "这一项太长了。",
    "string_too_short": "这一项太短了。",
    "extra_forbidden": "不认识这一项。",
    "json_invalid": "发来的内容读不懂。",
}
NO_SUCH_VALUE = "22"  # PostgreSQL's class of data exceptions: a sign or a number no column can hold
_log = structlog.get_logger()


def problem(request: Request, error: AppError, status: int | None = None) -> JSONResponse:
    """Write one refusal as its answer."""
    status = status or STATUS[error.kind]
    body: dict[str, Any] = {
        "type": f"urn:shouwang:problem:{error.code}",
        "title": error.text,
        "status": status,
        "code": error.code,
        "detail": error.text,
        "request_id": getattr(request.state, "request_id", ""),
        **error.details,
    }
    headers = {}
    retry_after = error.retry_after or RETRY_AFTER.get(error.kind)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if status == STATUS[Kind.UNAUTHENTICATED]:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def fields_of(errors: Iterable[Any]) -> list[dict[str, str]]:
    """Say per field what is wrong, in plain words and without the value that was sent."""
    return [
        {
            "field": ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0]),
            "message": FIELD_SENTENCES.get(error["type"], "这一项填得不对。"),
        }
        for error in errors
    ]


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AppError)  # noqa: S101  registered for AppError only
    return problem(request, error)


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for it only
    fields = fields_of(error.errors())
    header = all(item["loc"][0] == "header" for item in error.errors())
    return problem(request, AppError(fields=fields), 400 if header else 422)


async def _framework(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for it only
    if error.status_code == STATUS[Kind.NOT_FOUND]:
        return problem(request, NotFound())
    refusal = NoSuchVerb() if error.status_code == STATUS[Kind.NO_SUCH_VERB] else AppError()
    answer = problem(request, refusal, error.status_code)
    answer.headers.update(error.headers or {})
    return answer


async def _database(request: Request, error: Exception) -> JSONResponse:
    return of_database(request, error)


def of_database(request: Request, error: Exception) -> JSONResponse:
    """Answer a broken rule of the database as a conflict and its absence as unavailable; never as a leak."""
    _log.warning("database.refused", kind=type(error).__name__)
    if isinstance(error, IntegrityError):
        return problem(request, Conflict())
    if str(getattr(getattr(error, "orig", None), "sqlstate", "")).startswith(NO_SUCH_VALUE):
        return problem(request, AppError())
    return problem(request, Unavailable())


def unexpected(request: Request) -> JSONResponse:
    """Answer what nobody foresaw."""
    sentence = "系统出了点问题，您填的内容没有丢，请稍后再试，或把编号告诉工作人员。"
    return problem(request, AppError(sentence, retry_after=5), 500)


def install_problem_handlers(app: FastAPI) -> None:
    """Make every refusal of the app speak the same way."""
    app.add_exception_handler(AppError, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(IntegrityError, _database)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeout, _database)
