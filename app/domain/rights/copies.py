"""A copy of everything of hers, section by section; gathered under her own rights, so that it holds what she may see.

A room that keeps something of hers adds one line to SECTIONS; a test compares the list with the tables.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.crypto import Place
from app.domain import ordering, receipt_numbers
from app.domain.accounts import profiles, safe_contact, subscriptions
from app.domain.catalogue import queries as catalogue
from app.domain.counselling import queries as counselling
from app.domain.courses import her_places
from app.domain.files import evidence
from app.domain.help_requests import access
from app.domain.help_requests import queries as help_requests
from app.domain.keys import vault_of
from app.domain.ledger import consents, looks, proxies, registering
from app.domain.ledger.entries import Desk, answers, opened, own_entry
from app.domain.legal_aid import instrument_showing
from app.domain.legal_aid import showing as legal_aid
from app.domain.lessons import following
from app.domain.loans import tracking
from app.domain.rights import asking
from app.domain.visits import queries as visits
from app.models.accounts import Account
from app.models.contacts import HandlerBlock
from app.models.counselling import CounsellingBooking, CounsellingCrisis, CounsellingSeat, MoodCheck
from app.models.courses import CourseReport
from app.models.files import Upload
from app.models.help_requests import ReceiptNumber
from app.models.instruments import Instrument
from app.models.ledger import LedgerFlag, LedgerRecheck
from app.notifications import inbox
from app.permissions.actors import Actor
from app.vocabulary import DataClass

MOST_NOTICES = 1000
Gather = Callable[[AsyncSession, Actor], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of her copy: its name, its title for her, the tables it speaks for, and who gathers it.

    `hidden` leaves it out while she has a PIN and has not given it.
    """

    name: str
    title: str
    tables: tuple[str, ...]
    gather: Gather
    hidden: bool = False


async def _profile(session: AsyncSession, actor: Actor) -> Any:
    account = (
        await session.exec(select(Account).where(col(Account.county) == actor.county, col(Account.id) == actor.id))
    ).one()
    phone = None
    if account.phone_sealed is not None:
        place = Place("account", "phone_sealed", account.id)
        phone = (await vault_of(session, actor.county)).open(DataClass.CONTACT, place, bytes(account.phone_sealed))
    return {
        **await profiles.show(session, actor=actor),
        "phone": phone,
        "has_wechat": account.openid_sealed is not None,
        "since": account.created_at,
    }


async def _registration(session: AsyncSession, actor: Actor) -> Any:
    entry = await own_entry(session, actor=actor)
    if entry is None:
        return None
    desk = Desk(session, actor, entry, await vault_of(session, actor.county))
    flags = (await session.exec(select(LedgerFlag).where(col(LedgerFlag.entry_id) == entry.id))).all()
    asked_again = select(LedgerRecheck).where(
        col(LedgerRecheck.county) == actor.county, col(LedgerRecheck.profile_id) == actor.profile_id
    )
    rechecks = (await session.exec(asked_again.order_by(col(LedgerRecheck.created_at)))).all()
    return {
        **await registering.show(session, actor=actor),
        "name": opened(desk, "name_sealed"),
        "phone": opened(desk, "phone_sealed"),
        "id_number": opened(desk, "id_sealed"),
        "answers": answers(desk),
        "change": answers(desk, "change_sealed") or None,
        "acting_for_me": await proxies.mine(session, actor=actor),
        "rechecks": [one.model_dump(include={"due_on", "state", "ended_at"}) for one in rechecks],
        "flags": [one.model_dump(include={"key_group", "source", "seen_on", "expires_on"}) for one in flags],
    }


async def _consents(session: AsyncSession, actor: Actor) -> Any:
    return await consents.own(session, actor=actor)


async def _requests(session: AsyncSession, actor: Actor) -> Any:
    """Give each request as her own screen shows it: telling, life, thread, list of files."""
    hers = await access.of_profile(session, county=actor.county, profile_id=actor.profile_id)
    shown = []
    for request in hers:
        if not (actor.locked and request.level != "normal"):
            told = await help_requests.my_request(session, actor=actor, request_id=request.id)
            shown.append({key: value for key, value in told.items() if key not in ("possible_steps", "due_words")})
    return shown


async def _legal_aid(session: AsyncSession, actor: Actor) -> Any:
    return await legal_aid.my_list(session, actor=actor)


async def _instruments(session: AsyncSession, actor: Actor) -> Any:
    """Give the warnings, orders, disputes and mediations beside each of her requests."""
    query = select(Instrument.request_id).where(
        col(Instrument.county) == actor.county, col(Instrument.profile_id) == actor.profile_id
    )
    found = set((await session.exec(query)).all())
    hers = await access.of_profile(session, county=actor.county, profile_id=actor.profile_id)
    return [
        await instrument_showing.mine(session, actor=actor, request_id=one.id)
        for one in hers
        if one.id in found and one.erased_at is None and not (actor.locked and one.level != "normal")
    ]


async def _counselling(session: AsyncSession, actor: Actor) -> Any:
    """Give what stands beside each request she was accompanied in; the counsellor's own notes are not hers to copy."""
    found: set[Any] = set()
    for table in (CounsellingSeat, CounsellingBooking, MoodCheck, CounsellingCrisis):
        query = select(table.request_id).where(
            col(table.county) == actor.county, col(table.profile_id) == actor.profile_id
        )
        found |= set((await session.exec(query)).all())
    hers = await access.of_profile(session, county=actor.county, profile_id=actor.profile_id)
    return [
        await counselling.all_of_hers(session, actor=actor, request_id=one.id)
        for one in hers
        if one.id in found and one.erased_at is None and not (actor.locked and one.level != "normal")
    ]


async def _courses(session: AsyncSession, actor: Actor) -> Any:
    places, _ = await her_places.mine(session, actor=actor, limit=MOST_NOTICES, after=None)
    query = select(CourseReport).where(
        col(CourseReport.county) == actor.county, col(CourseReport.profile_id) == actor.profile_id
    )
    reports = [one.model_dump(include={"reason", "created_at"}) for one in (await session.exec(query)).all()]
    return {"places": places, "reports": reports}


async def _lessons(session: AsyncSession, actor: Actor) -> Any:
    return await following.copy(session, actor=actor)


async def _loans(session: AsyncSession, actor: Actor) -> Any:
    return await tracking.mine(session, actor=actor)


async def _notices(session: AsyncSession, actor: Actor) -> Any:
    words = (await catalogue.current(session, actor.county)).folder.notices
    return await inbox.notices(session, actor=actor, limit=MOST_NOTICES, after=None, words=words)


async def _box(session: AsyncSession, actor: Actor) -> Any:
    return await evidence.mine(session, actor=actor)


async def _visits(session: AsyncSession, actor: Actor) -> Any:
    return await visits.hers(session, actor=actor, opened=not actor.locked)


async def _safe_contact(session: AsyncSession, actor: Actor) -> Any:
    return {
        **await safe_contact.show(session, actor=actor),
        "messages_agreed": await subscriptions.mine(session, actor=actor),
    }


async def _blocked(session: AsyncSession, actor: Actor) -> Any:
    query = select(HandlerBlock).where(
        col(HandlerBlock.county) == actor.county, col(HandlerBlock.profile_id) == actor.profile_id
    )
    return [{"staff_id": one.staff_id, "since": one.created_at} for one in (await session.exec(query)).all()]


async def _looks(session: AsyncSession, actor: Actor) -> Any:
    return await looks.looks(session, actor=actor)


async def _asked(session: AsyncSession, actor: Actor) -> Any:
    return {
        "asked": await asking.mine(session, actor=actor),
        "files": await ordering.mine(session, actor=actor),
    }


async def _numbers(session: AsyncSession, actor: Actor) -> Any:
    query = select(ReceiptNumber).where(
        col(ReceiptNumber.county) == actor.county, col(ReceiptNumber.profile_id) == actor.profile_id
    )
    rows = (await session.exec(query.order_by(col(ReceiptNumber.created_at)))).all()
    return [
        {"number": receipt_numbers.shown(one.number), "expires_at": one.expires_at}
        for one in rows
        if one.used_at is None
    ]


async def _uploads(session: AsyncSession, actor: Actor) -> Any:
    query = select(Upload).where(col(Upload.county) == actor.county, col(Upload.profile_id) == actor.profile_id)
    rows = (await session.exec(query.order_by(col(Upload.created_at)))).all()
    about_hers = {"kind", "purpose", "size", "state", "created_at"}
    return [one.model_dump(include=about_hers) for one in rows if not (actor.locked and one.request_id)]


_OF_REQUESTS = ("help_request", "request_task", "request_event", "request_message", "request_rating", "stored_file")
_OF_LEDGER = ("ledger_entry", "ledger_event", "ledger_flag", "ledger_recheck", "proxy_consent")
_OF_COUNSELLING = (
    "counselling_seat",
    "counselling_booking",
    "counselling_plan",
    "counselling_mood_check",
    "counselling_crisis",
    "counselling_attempt",
    "counselling_hand_over",
)
_OF_COURSES = ("enrolment", "attendance", "certificate", "outcome_ask", "course_report")
SECTIONS: tuple[Section, ...] = (
    Section("profile", "我的账号", ("profile",), _profile),
    Section("registration", "我的登记", _OF_LEDGER, _registration),
    Section("consents", "我同意过什么", ("consent",), _consents),
    Section("requests", "我提的事", (*_OF_REQUESTS, "case_key"), _requests),
    Section("legal_aid", "法律援助申请", ("aid_application",), _legal_aid),
    Section("instruments", "告诫书、保护令、调解", ("instrument", "instrument_alarm"), _instruments),
    Section("counselling", "心理陪伴", _OF_COUNSELLING, _counselling),
    Section("courses", "我报的课", _OF_COURSES, _courses),
    Section("lessons", "我听过的微课", ("lesson_progress",), _lessons),
    Section("loans", "我的贷款", ("loan_application", "loan_step", "loan_check"), _loans, hidden=True),
    Section("visits", "村里来看我", ("home_visit", "visit_wish"), _visits),
    Section("notices", "发给我的通知", ("notice", "notice_delivery"), _notices),
    Section("evidence", "我的证据箱", (), _box, hidden=True),
    Section("safe_contact", "怎么联系我", ("safe_contact",), _safe_contact, hidden=True),
    Section("blocked", "我不想让谁经手", ("handler_block",), _blocked, hidden=True),
    Section("looks", "谁看过我的资料", ("audit_event",), _looks, hidden=True),
    Section("asked", "我提过的查阅、更正", ("rights_request", "parcel"), _asked),
    Section("numbers", "预存的编号", ("receipt_number",), _numbers),
    Section("uploads", "正在上传的文件", ("upload", "upload_part"), _uploads),
)
# Tables that name her and are no data of hers to copy: what a worker declared, which device is signed in, the notes a
# counsellor writes for a supervisor alone, and the machine's reading of words that are copied as words.
NOT_HERS = frozenset({"staff_relation", "sign_in_session", "counselling_note", "request_sound"})


async def gather(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Gather everything of hers she may see at this moment."""
    return {one.name: await one.gather(session, actor) for one in SECTIONS if not (one.hidden and actor.locked)}
