"""What has to be done about courses by the clock; a worker that stood still catches up in order."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from app import db
from app.db import Context
from app.domain import reviews
from app.domain.courses import moving, offering, outcomes
from app.vocabulary import Audience

_log = structlog.get_logger()


async def mind(county: str) -> None:
    """Let courses begin and end, pass on seats nobody took, ask what came of it; each in a transaction of its own."""
    for course_id in await _looked(moving.due, county):
        await _alone(moving.move, county, course_id=course_id)
    for enrolment_id in await _looked(offering.over, county):
        await _alone(offering.lapse, county, enrolment_id=enrolment_id)
    for course_id, month in await _looked(outcomes.due, county):
        await _alone(outcomes.ask, county, course_id=course_id, month=month)


async def climb_reviews(county: str) -> None:
    """Let late reviews climb, each in a transaction of its own."""
    for review_id in await _looked(reviews.due_to_climb, county):
        await _alone(reviews.climb, county, review_id=review_id)


async def _looked(look: Callable[..., Awaitable[list[Any]]], county: str) -> list[Any]:
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        return await look(session, county=county)


async def _alone(work: Callable[..., Awaitable[object]], county: str, **about: object) -> None:
    """Do one thing; a failure is logged and tried again next time, and holds nobody else up."""
    try:
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await work(session, county=county, **about)
    except Exception as failure:  # noqa: BLE001  whatever it is, the others go on
        _log.error("job.course_failed", kind=type(failure).__name__, exc_info=failure)
