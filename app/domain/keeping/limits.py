"""The classes of data with their limits (SAF-11): what is older than its class allows, and how it is forgotten.

The days come from the county's folder; a class the folder does not name keeps the days written here.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, text, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db, enqueue
from app.audit import About
from app.domain.catalogue import queries as catalogue
from app.domain.courses import enrolling
from app.domain.help_requests import access, erasing
from app.domain.keeping import registration
from app.domain.keeping.held import held
from app.models.accounts import PhoneCode, RateCount, SignInSession
from app.models.courses import CourseReport, Enrolment
from app.models.files import Upload
from app.models.help_requests import ReceiptNumber
from app.models.ledger import Consent, LedgerEntry
from app.models.lessons import LessonProgress
from app.models.loans import LoanApplication, LoanCheck, LoanTip
from app.models.notices import Notice, PushEvent
from app.models.questions import Question
from app.models.records import KeptAnswer
from app.models.rights import RightsRequest
from app.models.visits import HomeVisit
from app.permissions.actors import system
from app.vocabulary import Audience, TaskName

AT_A_TIME = 200
Forget = Callable[[AsyncSession, str, Sequence[UUID]], Awaitable[None]]


def _deleting(table: Any) -> Forget:
    """Forget by removing the rows."""

    async def forget(session: AsyncSession, county: str, ids: Sequence[UUID]) -> None:
        await session.exec(delete(table).where(col(table.county) == county, col(table.id).in_(ids)))

    return forget


async def _destroy_requests(session: AsyncSession, county: str, ids: Sequence[UUID]) -> None:
    """Empty requests for good; their rows stay without a word of hers, for the counts."""
    async with db.acting_as(session, Audience.ROUTE):
        for one in ids:
            request = await access.by_id(session, county=county, request_id=one)
            await erasing.destroy(session, request=request)
            await session.flush()


async def _anonymise_entries(session: AsyncSession, county: str, ids: Sequence[UUID]) -> None:
    for one in ids:
        entry = await session.get(LedgerEntry, (county, one))
        if entry is not None:
            await registration.forget(session, entry=entry)


async def _empty_visits(session: AsyncSession, county: str, ids: Sequence[UUID]) -> None:
    """Take what was found and noted out of visits; that one was made stays, for the counts."""
    rows = update(HomeVisit).where(col(HomeVisit.county) == county, col(HomeVisit.id).in_(ids))
    emptied = rows.values(note_sealed=None, service_code=None)
    await session.exec(emptied.execution_options(synchronize_session=False))


async def _empty_places(session: AsyncSession, county: str, ids: Sequence[UUID]) -> None:
    """Take needs and the share of her name out of places in courses; that she was there stays, for the counts."""
    rows = update(Enrolment).where(col(Enrolment.county) == county, col(Enrolment.id).in_(ids))
    emptied = rows.values(consent_id=None, **dict.fromkeys(enrolling.NEEDS, False))
    await session.exec(emptied.execution_options(synchronize_session=False))


@dataclass(frozen=True, slots=True)
class Class:
    """One class of data: its words, its days where the folder names none, which rows are over, how they are forgotten.

    `over` selects ids, with profile_id and request_id where an order to keep can cover them; `:before` is the moment
    the limit draws, `:now` this one.
    """

    code: str
    title: str
    days: int
    over: str
    forget: Forget
    of_audience: Audience = Audience.WORKER


CLASSES: tuple[Class, ...] = (
    Class(
        "request", "求助的内容", 1825,
        "SELECT r.id, r.profile_id, r.id AS request_id FROM help_request r WHERE r.county = :county "
        "AND r.state IN ('closed', 'withdrawn', 'rejected') AND r.erased_at IS NULL "
        "AND COALESCE(r.closed_at, r.resolved_at, r.created_at) < :before",
        _destroy_requests,
    ),
    Class(
        "closed_escrow", "保密事项的钥匙", 1095,
        "SELECT k.id, k.profile_id, k.id AS request_id FROM case_key k WHERE k.county = :county "
        "AND k.destroy_after <= :now AND k.wrapped IS NOT NULL",
        _destroy_requests, Audience.ROUTE,
    ),
    Class(
        "erased_under_hold", "解除留存后该抹掉的", 1,
        "SELECT r.id, r.profile_id, r.id AS request_id FROM help_request r WHERE r.county = :county "
        "AND r.erased_at IS NOT NULL AND r.level <> 'closed' AND r.restricted_at IS NOT NULL",
        _destroy_requests,
    ),
    Class(
        "registration", "移出名册的登记", 1095,
        "SELECT e.id, e.profile_id FROM ledger_entry e WHERE e.county = :county "
        "AND e.state = 'removed' AND (e.name_sealed IS NOT NULL OR e.answers_sealed IS NOT NULL) AND :before > "
        "(SELECT max(v.created_at) FROM ledger_event v WHERE v.county = e.county AND v.entry_id = e.id)",
        _anonymise_entries,
    ),
    Class(
        "notices", "通知", 365,
        "SELECT id, profile_id, request_id FROM notice WHERE county = :county AND created_at < :before",
        _deleting(Notice),
    ),
    Class(
        "consents", "撤回了的同意", 1095,
        "SELECT id, profile_id, request_id FROM consent WHERE county = :county AND withdrawn_at < :before",
        _deleting(Consent),
    ),
    Class(
        "rights_requests", "查阅、更正、删除的申请", 1095,
        "SELECT id, profile_id FROM rights_request WHERE county = :county "
        "AND decided_at < :before",
        _deleting(RightsRequest),
    ),
    Class(
        "sessions", "登录记录", 180,
        "SELECT id FROM sign_in_session WHERE county = :county "
        "AND least(expires_at, COALESCE(revoked_at, expires_at)) < :before",
        _deleting(SignInSession),
    ),
    Class(
        "receipt_numbers", "没用过的预发编号", 90,
        "SELECT id FROM receipt_number WHERE county = :county AND used_at IS NULL AND created_at < :before",
        _deleting(ReceiptNumber),
    ),
    Class(
        "kept_answers", "重复发送的答复", 35,
        "SELECT id FROM kept_answer WHERE county = :county AND created_at < :before",
        _deleting(KeptAnswer),
    ),
    Class(
        "loans", "办完了的贷款", 1095,
        "SELECT a.id, a.profile_id FROM loan_application a WHERE a.county = :county "
        "AND a.stage IN ('disbursed', 'rejected', 'withdrawn') AND :before > "
        "(SELECT max(s.created_at) FROM loan_step s WHERE s.county = a.county AND s.application_id = a.id)",
        _deleting(LoanApplication), Audience.ROUTE,
    ),
    Class(
        "loan_checks", "存下来的贷款自查", 365,
        "SELECT id, profile_id FROM loan_check WHERE county = :county AND created_at < :before",
        _deleting(LoanCheck),
    ),
    Class(
        "loan_tips", "看过了的中介线索", 1095,
        "SELECT id FROM loan_tip WHERE county = :county AND settled_at < :before",
        _deleting(LoanTip),
    ),
    Class(
        "course_places", "上过的课：需要和名字", 180,
        "SELECT e.id, e.profile_id FROM enrolment e JOIN course c ON c.county = e.county AND c.id = e.course_id "
        "WHERE e.county = :county AND c.ends_at < :before AND (e.consent_id IS NOT NULL OR e.needs_childcare "
        "OR e.needs_transport OR e.needs_reading_help)",
        _empty_places,
    ),
    Class(
        "course_reports", "看过了的“信息不对”", 365,
        "SELECT id, profile_id FROM course_report WHERE county = :county AND settled_at < :before",
        _deleting(CourseReport),
    ),
    Class(
        "visit_notes", "走访时记的话", 1095,
        "SELECT v.id, v.profile_id FROM home_visit v WHERE v.county = :county "
        "AND (v.note_sealed IS NOT NULL OR v.service_code IS NOT NULL) AND v.created_at < :before",
        _empty_visits,
    ),
    Class(
        "question", "匿名提问", 180,
        "SELECT id FROM question WHERE county = :county AND expires_at < :now",
        _deleting(Question),
    ),
    Class(
        "lesson_progress", "微课听到哪里", 730,
        "SELECT id, profile_id FROM lesson_progress WHERE county = :county AND changed_at < :before",
        _deleting(LessonProgress),
    ),
    Class(
        "uploads", "没传完的文件", 1,
        "SELECT id FROM upload WHERE county = :county AND expires_at < :now",
        _deleting(Upload),
    ),
    Class(
        "phone_codes", "短信验证码", 1,
        "SELECT id FROM phone_code WHERE county = :county AND expires_at < :before",
        _deleting(PhoneCode),
    ),
    Class(
        "rate_counts", "限次计数", 1,
        "SELECT id FROM rate_count WHERE county = :county AND window_ends < :before",
        _deleting(RateCount),
    ),
    Class(
        "push_events", "微信推送", 35,
        "SELECT id FROM push_event WHERE county = :county AND created_at < :before",
        _deleting(PushEvent),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """What of a class is over its limit: ids only; those an order holds are counted apart and stay."""

    code: str
    title: str
    days: int
    ids: tuple[UUID, ...]
    held: tuple[UUID, ...]


def class_of(code: str) -> Class:
    """Give a class by its code."""
    return next(one for one in CLASSES if one.code == code)


async def due(session: AsyncSession, *, county: str, one: Class) -> Due:
    """List what of a class is over its limit at this moment; nothing is changed."""
    days = (await catalogue.current(session, county)).folder.keep_days(one.code, one.days)
    now = clock.now()
    values: dict[str, Any] = {"county": county}
    moments: dict[str, datetime] = {"before": now - timedelta(days=days), "now": now}
    values |= {name: moment for name, moment in moments.items() if f":{name}" in one.over}
    kept = await held(session, county=county)
    async with db.acting_as(session, one.of_audience):
        rows = (await session.execute(text(f"{one.over} ORDER BY 1"), values)).mappings().all()
    covered = {
        row["id"] for row in rows if kept.covers(profile_id=row.get("profile_id"), request_id=row.get("request_id"))
    }
    free = tuple(row["id"] for row in rows if row["id"] not in covered)
    return Due(one.code, one.title, days, free, tuple(sorted(covered)))


async def forget_some(session: AsyncSession, *, county: str, one: Class) -> int:
    """Forget at most a batch of a class, and write down how many; 0 when nothing is over its limit."""
    found = await due(session, county=county, one=one)
    ids = found.ids[:AT_A_TIME]
    if not ids:
        return 0
    await one.forget(session, county, ids)
    await session.flush()
    await enqueue.defer(session, TaskName.REMOVE_OBJECTS, county=county)
    actor = system(county)
    facts = {"class": one.code, "count": len(ids), "days": found.days, "held": len(found.held)}
    about = About("county", actor.id, None)
    await audit.record(session, actor=actor, action="retention:forget", about=about, facts=facts)
    return len(ids)
