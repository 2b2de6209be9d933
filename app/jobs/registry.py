"""The worker's tasks by name; each opens its own county's context and calls the domain."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import structlog
from procrastinate import Blueprint, JobContext, RetryStrategy

from app import audit, db
from app.db import Context
from app.domain import content_checks, pushes
from app.domain.counselling import crisis, duty_gaps, figures, reminding
from app.domain.figures import months, quality
from app.domain.governance import office_changes
from app.domain.help_requests import climbing, clock_moves, handing_over, office_moving, outside
from app.domain.keeping import person
from app.domain.ledger import duplicates, rechecks
from app.domain.legal_aid import alarms, papers
from app.domain.loans import keeping as loan_checks
from app.domain.loans import lateness
from app.domain.questions import climbing as questions_climbing
from app.integrations.anchors import anchors_of
from app.integrations.storage import Storage, storage_of
from app.integrations.virus_scan import Scanner, scanner_of
from app.jobs import (
    anchoring,
    checking_content,
    cleaning_files,
    delivering,
    handing_out,
    keeping_limits,
    making_parcels,
    minding_courses,
    minding_lessons,
    rescuing,
)
from app.jobs.rounds import counties, everywhere, one_by_one
from app.notifications.outside import Outside
from app.settings import settings
from app.vocabulary import Audience, TaskName

tasks = Blueprint()
FIRST = 10  # a flood of notices must not hold up a danger that climbs; `jobs.defer` weighs what the service defers
KEEP_JOBS = timedelta(days=7)
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)  # 4 s, 16 s … 18 h: a store may be away for a day
_log = structlog.get_logger()
_connections: list[Outside] = []


@contextmanager
def connected(outside: Outside) -> Iterator[None]:
    """Let the tasks of this process use these connections to the outside."""
    _connections.append(outside)
    try:
        yield
    finally:
        _connections.remove(outside)


@tasks.task(name=TaskName.DELIVER_NOTICE.value, retry=AGAIN)
async def deliver_notice(county: str, notice: str) -> None:
    """Deliver one notice."""
    await delivering.deliver(_connections[0], county=county, notice_id=UUID(notice))


@tasks.task(name=TaskName.CLEAN_FILE.value, retry=AGAIN)
async def clean_file(county: str, upload: str) -> None:
    """Make one file clean."""
    await cleaning_files.clean_file(_storage(), county=county, upload_id=UUID(upload), scanner=_scanner())


@tasks.periodic(cron="53 * * * *")
@tasks.task(name=TaskName.CLEAN_WAITING.value, queueing_lock=TaskName.CLEAN_WAITING.value)
async def clean_waiting(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Make clean what was sent whole and still waits: its own job gave up, or was lost."""
    if settings().storage:
        for county in await counties():
            await cleaning_files.clean_waiting(_storage(), county=county, scanner=_scanner())


@tasks.periodic(cron="23 * * * *")
@tasks.task(name=TaskName.REMOVE_OBJECTS.value, queueing_lock=TaskName.REMOVE_OBJECTS.value)
async def remove_objects(timestamp: int = 0, county: str = "") -> None:  # noqa: ARG001  by the clock, or after an erasure
    """Remove the objects of erased files, and the made files whose days are over."""
    if settings().storage:
        for one in [county] if county else await counties():
            await cleaning_files.remove_objects(_storage(), county=one)
            await keeping_limits.drop_expired_parcels(_storage(), county=one)
            await minding_lessons.remove_unused(_storage(), county=one)


@tasks.task(name=TaskName.MAKE_PARCEL.value, retry=AGAIN)
async def make_parcel(county: str, parcel: str) -> None:
    """Make one file to be taken away."""
    await making_parcels.make_parcel(_storage(), county=county, parcel_id=UUID(parcel))


@tasks.task(name=TaskName.FORGET_PERSON.value, retry=AGAIN)
async def forget_person(county: str, profile: str) -> None:
    """Carry out a deletion she asked for."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        await person.forget(session, county=county, profile_id=UUID(profile))


def _storage() -> Storage:
    return storage_of(settings().storage)


def _scanner() -> Scanner | None:
    return scanner_of(settings().virus_scanner)


@tasks.task(name=TaskName.HANDLE_PUSH.value, retry=AGAIN)
async def handle_push(county: str, push: str) -> None:
    """Act on one event WeChat pushed."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        await pushes.handle(session, county=county, key=UUID(push))


@tasks.task(name=TaskName.CHECK_CONTENT.value, retry=AGAIN)
async def check_content(county: str, check: str) -> None:
    """Have one public text or object checked."""
    await checking_content.check_content(_connections[0], county=county, check_id=UUID(check))


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name=TaskName.SWEEP_CHECKS.value, queueing_lock=TaskName.SWEEP_CHECKS.value)
async def sweep_checks(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Give up on verdicts that did not come."""
    await everywhere(content_checks.sweep)


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name=TaskName.CLOSE_UNANSWERED.value, queueing_lock=TaskName.CLOSE_UNANSWERED.value)
async def close_unanswered(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Close what stayed unanswered, and end overrides whose hours are over."""
    await everywhere(clock_moves.close_unanswered, clock_moves.lapse_overrides)


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name=TaskName.RETURN_REFERRALS.value, queueing_lock=TaskName.RETURN_REFERRALS.value)
async def return_referrals(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Give unanswered referrals back."""
    await everywhere(clock_moves.return_referrals, outside.time_out)


@tasks.task(name=TaskName.SEND_OUTSIDE.value, retry=AGAIN)
async def send_outside(county: str, handover: str) -> None:
    """Send one request to a body outside."""
    await handing_out.send(settings(), county=county, key=UUID(handover))


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name=TaskName.READ_OUTSIDE.value, queueing_lock=TaskName.READ_OUTSIDE.value)
async def read_outside(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Take in the answers laid into the folders."""
    for county in await counties():
        await handing_out.read_folders(settings(), county=county)


@tasks.periodic(cron="* * * * *")
@tasks.task(name=TaskName.CLIMB.value, queueing_lock=TaskName.CLIMB.value, priority=FIRST)
async def climb(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Let late requests climb, each in a transaction of its own: one that cannot must not hold up the rest."""
    for county in await counties():
        await one_by_one(county, climbing.due, climbing.climb, "request_id")


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name=TaskName.CLIMB_REVIEWS.value, queueing_lock=TaskName.CLIMB_REVIEWS.value, priority=FIRST)
async def climb_reviews(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Let late reviews climb."""
    for county in await counties():
        await minding_courses.climb_reviews(county)


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name=TaskName.CLIMB_LOANS.value, queueing_lock=TaskName.CLIMB_LOANS.value, priority=FIRST)
async def climb_loans(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Let late stages of loans and late tips climb."""
    for county in await counties():
        await one_by_one(county, lateness.steps_due, lateness.climb_step, "application_id")
        await one_by_one(county, lateness.tips_due, lateness.climb_tip, "tip_id")


@tasks.periodic(cron="* * * * *")
@tasks.task(name=TaskName.CLIMB_QUESTIONS.value, queueing_lock=TaskName.CLIMB_QUESTIONS.value, priority=FIRST)
async def climb_questions(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Let anonymous questions nobody answers climb."""
    for county in await counties():
        await one_by_one(county, questions_climbing.due, questions_climbing.climb, "question_id")


@tasks.periodic(cron="* * * * *")
@tasks.task(name=TaskName.MIND_COURSES.value, queueing_lock=TaskName.MIND_COURSES.value)
async def mind_courses(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Do what the clock asks about courses."""
    for county in await counties():
        await minding_courses.mind(county)


@tasks.periodic(cron="* * * * *")
@tasks.task(
    name=TaskName.MIND_LESSONS.value, queueing_lock=TaskName.MIND_LESSONS.value, lock=TaskName.MIND_LESSONS.value
)
async def mind_lessons(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Make the sounds that are wanted for lessons, one after the other."""
    if settings().storage:
        for county in await counties():
            await minding_lessons.mind(_storage(), county=county)


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name=TaskName.HAND_OVER.value, queueing_lock=TaskName.HAND_OVER.value, priority=FIRST)
async def hand_over(timestamp: int = 0, county: str = "") -> None:  # noqa: ARG001  by the clock, or because somebody left
    """Give the work of people who are gone, and of offices that have ended, to those who are there."""
    for one in [county] if county else await counties():
        async with db.transaction(Context(Audience.WORKER, one)) as session:
            await office_changes.move_people(session, county=one)
        await one_by_one(one, office_moving.left_behind, office_moving.move, "request_id")
        await one_by_one(one, handing_over.orphaned, handing_over.hand_over, "request_id")


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name=TaskName.LOOK_AFTER_PAPERS.value, queueing_lock=TaskName.LOOK_AFTER_PAPERS.value)
async def look_after_papers(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Remind of missing papers twice; after that an application lapses."""
    for county in await counties():
        await one_by_one(county, papers.due, papers.look_after, "application_id")


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name=TaskName.REMIND_APPOINTMENTS.value, queueing_lock=TaskName.REMIND_APPOINTMENTS.value)
async def remind_appointments(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Remind of appointments in her safe way, and call off those that cannot be held."""
    for county in await counties():
        await one_by_one(county, reminding.adrift, reminding.call_off, "request_id")
    await everywhere(reminding.remind)


@tasks.periodic(cron="* * * * *")
@tasks.task(name=TaskName.CLIMB_CRISES.value, queueing_lock=TaskName.CLIMB_CRISES.value, priority=FIRST)
async def climb_crises(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Let danger nobody has answered climb, each in a transaction of its own."""
    for county in await counties():
        await one_by_one(county, crisis.due, crisis.climb_late, "request_id")


@tasks.periodic(cron="2 * * * *")
@tasks.task(name=TaskName.WATCH_DUTY.value, queueing_lock=TaskName.WATCH_DUTY.value)
async def watch_duty(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Alarm the county by count where nobody is on duty."""
    await everywhere(duty_gaps.watch)


@tasks.periodic(cron="29 4 * * *")
@tasks.task(name=TaskName.COUNT_COUNSELLING.value, queueing_lock=TaskName.COUNT_COUNSELLING.value)
async def count_counselling(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Count the months that are over, small numbers gone."""
    await everywhere(figures.count)


@tasks.periodic(cron="11 * * * *")
@tasks.task(name=TaskName.COUNT_MONTHS.value, queueing_lock=TaskName.COUNT_MONTHS.value)
async def count_months(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Count the months of the policy's figures that are over and not written down yet."""
    await everywhere(months.count)


@tasks.periodic(cron="19 5 * * 1")
@tasks.task(name=TaskName.COUNT_QUALITY.value, queueing_lock=TaskName.COUNT_QUALITY.value)
async def count_quality(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Count on Monday what of the ledger needs looking after, and tell those who can."""
    await everywhere(quality.count_week)


@tasks.periodic(cron="* * * * *")
@tasks.task(name=TaskName.GIVE_ALARMS.value, queueing_lock=TaskName.GIVE_ALARMS.value)
async def give_alarms(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Give the alarms of protection orders, visits, reports and land disputes, each once."""
    for county in await counties():
        await one_by_one(county, alarms.due, alarms.give, "alarm_id")


@tasks.periodic(cron="37 * * * *")
@tasks.task(name=TaskName.WIND_RECHECKS.value, queueing_lock=TaskName.WIND_RECHECKS.value)
async def wind_rechecks(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Put the ledger's entries that are due on their desks, a few hundred per transaction, until none is left."""
    for county in await counties():
        made = 1
        while made:
            async with db.transaction(Context(Audience.WORKER, county)) as session:
                made = await rechecks.wind(session, county=county)


@tasks.periodic(cron="* * * * *")
@tasks.task(name=TaskName.SEAL_AUDIT.value, queueing_lock=TaskName.SEAL_AUDIT.value)
async def seal_audit(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Seal each county's new audit rows."""
    await everywhere(audit.seal_pending)


@tasks.periodic(cron="47 2 * * *")
@tasks.task(name=TaskName.ANCHOR_SEALS.value, queueing_lock=TaskName.ANCHOR_SEALS.value, retry=AGAIN)
async def anchor_seals(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Lay each county's newest seal down outside the database."""
    if settings().anchors:
        for county in await counties():
            await anchoring.anchor(anchors_of(settings().anchors), county=county)


@tasks.periodic(cron="17 3 * * *")
@tasks.task(name=TaskName.FORGET_EXPIRED.value, queueing_lock=TaskName.FORGET_EXPIRED.value)
async def forget_expired(timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Forget what is over the limit of its class, and carry out deletions that had to wait."""
    for county in await counties():
        await keeping_limits.keep_limits(county=county)
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await duplicates.forget(session, county=county)
            await loan_checks.forget_unwanted(session, county=county)


@tasks.periodic(cron="* * * * *")
@tasks.task(
    name=TaskName.RESCUE_JOBS.value, queueing_lock=TaskName.RESCUE_JOBS.value, priority=FIRST, pass_context=True
)
async def rescue_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Give jobs whose worker died back to those who live."""
    await rescuing.rescue(context.app.job_manager)


@tasks.periodic(cron="41 * * * *")
@tasks.task(name=TaskName.TIDY_JOBS.value, queueing_lock=TaskName.TIDY_JOBS.value, pass_context=True)
async def tidy_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  the library hands over when it was due
    """Remove jobs finished a week ago."""
    await context.app.job_manager.delete_old_jobs(nb_hours=int(KEEP_JOBS.total_seconds() // 3600))
