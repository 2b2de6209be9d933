"""The worker's tasks by name; each opens its own county's context and calls the domain."""

from datetime import timedelta
from uuid import UUID

from procrastinate import Blueprint, JobContext
from sqlalchemy import text

from app import audit, db
from app.db import Context
from app.domain import forgetting
from app.domain.help_requests import clock_moves
from app.notifications import dispatch
from app.vocabulary import Audience, TaskName

tasks = Blueprint()
KEEP_JOBS = timedelta(days=7)


async def counties() -> list[str]:
    """List the counties of this installation."""
    async with db.transaction(Context(Audience.WORKER, "000000")) as session:
        return list((await session.execute(text("SELECT code FROM county ORDER BY code"))).scalars())


@tasks.task(name=TaskName.DELIVER_NOTICE.value, retry=5)
async def deliver_notice(county: str, notice: str) -> None:
    """Deliver one notice."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        await dispatch.deliver(session, county=county, notice_id=UUID(notice))


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name=TaskName.CLOSE_UNANSWERED.value, queueing_lock=TaskName.CLOSE_UNANSWERED.value)
async def close_unanswered(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Close what stayed unanswered, and end overrides whose hours are over."""
    for county in await counties():
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await clock_moves.close_unanswered(session, county=county)
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await clock_moves.lapse_overrides(session, county=county)


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name=TaskName.RETURN_REFERRALS.value, queueing_lock=TaskName.RETURN_REFERRALS.value)
async def return_referrals(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Give unanswered referrals back."""
    for county in await counties():
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await clock_moves.return_referrals(session, county=county)


@tasks.periodic(cron="* * * * *")
@tasks.task(name=TaskName.SEAL_AUDIT.value, queueing_lock=TaskName.SEAL_AUDIT.value)
async def seal_audit(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Seal each county's new audit rows."""
    for county in await counties():
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await audit.seal_pending(session, county=county)


@tasks.periodic(cron="17 3 * * *")
@tasks.task(name=TaskName.FORGET_EXPIRED.value, queueing_lock=TaskName.FORGET_EXPIRED.value)
async def forget_expired(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Forget what has outlived its purpose."""
    for county in await counties():
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await forgetting.forget_expired(session, county=county)


@tasks.periodic(cron="41 * * * *")
@tasks.task(name=TaskName.TIDY_JOBS.value, queueing_lock=TaskName.TIDY_JOBS.value, pass_context=True)
async def tidy_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Remove jobs finished a week ago."""
    await context.app.job_manager.delete_old_jobs(nb_hours=int(KEEP_JOBS.total_seconds() // 3600))
