"""What in the ledger needs looking after: not looked at for half a year, no telephone, dates that cannot be (RPT-08).

The lists are live and under the reader's own rights; each Monday they are counted, and whoever has something to do is
told. Notices that do not leave are a number of the whole county and no list: who they are for is nobody's business.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain import receipt_numbers, small_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.rules import township_office
from app.domain.ledger import steps
from app.domain.places import Place
from app.models.figures import QualityWeek
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor
from app.vocabulary import LedgerState, NoticeKind, QualityKind, Role

STALE_AFTER, STUCK_AFTER = timedelta(days=183), timedelta(hours=48)
DESK = "county_desk"


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that is looked for: its name, what to do about it, and which entries it is."""

    name: str
    advice: str
    where: str


KINDS = {
    QualityKind.STALE: Kind(
        "半年没有更新",
        "去看一看，在复核里写下现在的情况。",
        "e.created_at < :since AND NOT EXISTS (SELECT FROM ledger_event v WHERE v.county = e.county"
        " AND v.entry_id = e.id AND v.created_at >= :since)",
    ),
    QualityKind.NO_CONTACT: Kind("没有联系电话", "补一个她愿意留的电话，或写明找谁带话。", "e.phone_sealed IS NULL"),
    QualityKind.CONFLICTING_DATES: Kind(
        "日期对不上",
        "核对登记、移出和重点对象的日期。",
        "(e.left_on IS NOT NULL AND (e.state = 'active' OR e.left_on > :today))"
        " OR EXISTS (SELECT FROM ledger_flag f WHERE f.county = e.county AND f.entry_id = e.id"
        " AND (f.expires_on <= f.seen_on OR f.seen_on > :today))",
    ),
}
STUCK = text("""
    SELECT count(*) AS number FROM notice
    WHERE county = :county AND state IN ('queued', 'sending') AND visible_from < :stuck
""")
AFTER = "(CAST(:after_at AS timestamptz) IS NULL OR (e.created_at, e.id) > (:after_at, :after_id))"


def _entries(kind: QualityKind) -> str:
    living = "" if kind is QualityKind.CONFLICTING_DATES else "e.state = 'active' AND "
    return f"FROM ledger_entry e WHERE e.county = :county AND {living}({KINDS[kind].where})"


def _told(county: str) -> dict[str, Any]:
    now = clock.now()
    return {"county": county, "since": now - STALE_AFTER, "today": clock.today(), "stuck": now - STUCK_AFTER}


async def overview(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Say how much of each kind there is in the reader's places now; what does not leave, as of Monday."""
    items = []
    for kind, meant in KINDS.items():
        query = text(f"SELECT count(*) {_entries(kind)}")
        number = (await session.execute(query, _told(actor.county))).scalar_one()
        items.append({"kind": kind, "name": meant.name, "advice": meant.advice, "count": str(number), "has_list": True})
    week = monday(clock.today())
    if actor.role is Role.COUNTY_DESK:
        items.append(await _stuck(session, actor.county, week))
    about = About("staff", actor.id, None)
    await audit.record_read(session, actor=actor, action="quality:read", about=about, facts={"kinds": len(items)})
    return {"week": week, "items": items}


async def _stuck(session: AsyncSession, county: str, week: date) -> dict[str, Any]:
    query = select(QualityWeek.shown).where(
        col(QualityWeek.county) == county,
        col(QualityWeek.week) == week,
        col(QualityWeek.kind) == QualityKind.OUTBOX_STUCK,
        col(QualityWeek.township_code).is_(None),
    )
    return {
        "kind": QualityKind.OUTBOX_STUCK,
        "name": "两天还没发出去的通知",
        "advice": "请管理员看后台进程和微信、短信通道是不是好的。",
        "count": (await session.exec(query)).first(),
        "has_list": False,
    }


def monday(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


async def entries(
    session: AsyncSession, *, actor: Actor, kind: QualityKind, limit: int, after: Place | None
) -> tuple[list[dict[str, Any]], Place | None]:
    """List the entries of a kind in the reader's places, the oldest first: numbers and dates, no names."""
    if kind not in KINDS:
        return [], None
    told = _told(actor.county) | {"limit": limit + 1, "after_at": None, "after_id": None}
    if after is not None:
        told |= {"after_at": after[0], "after_id": after[1]}
    query = text(f"""
        SELECT e.id, e.created_at, e.number, e.state, e.township_code, e.village_code, e.version {_entries(kind)}
        AND {AFTER} ORDER BY e.created_at, e.id LIMIT :limit
    """)
    rows = (await session.execute(query, told)).all()
    places = {one.code: one.name for one in (await catalogue.current(session, actor.county)).folder.places}
    about = About("staff", actor.id, None)
    facts = {"kind": kind.value, "rows": min(len(rows), limit)}
    await audit.record_read(session, actor=actor, action="quality:open", about=about, facts=facts)
    items = [
        {
            "id": row.id,
            "number": receipt_numbers.shown(row.number) if row.number else None,
            "state_words": steps.WORDS[LedgerState(row.state)],
            "township_name": places.get(row.township_code, row.township_code),
            "village_name": places.get(row.village_code, row.village_code),
            "created_at": row.created_at,
        }
        for row in rows[:limit]
    ]
    return items, (rows[limit - 1].created_at, rows[limit - 1].id) if len(rows) > limit else None


async def count_week(session: AsyncSession, *, county: str) -> int:
    """Count the week once, by township, and tell the townships and the county's desk that have something to do."""
    week = monday(clock.today())
    known = select(QualityWeek.id).where(col(QualityWeek.county) == county, col(QualityWeek.week) == week)
    if (await session.exec(known.limit(1))).first() is not None:
        return 0
    hearing = await _count_entries(session, county, week)
    stuck = (await session.execute(STUCK, _told(county))).scalar_one()
    session.add(_row(county, week, QualityKind.OUTBOX_STUCK, None, stuck))
    await session.flush()
    notes = [Note(kind=NoticeKind.TASK_DUE, dedupe_key=f"quality:{week}:{one}", reader=one) for one in sorted(hearing)]
    await announce(session, county=county, notes=notes)
    return len(hearing)


async def _count_entries(session: AsyncSession, county: str, week: date) -> set[str]:
    """Write the ledger's numbers down; gives who has something to do."""
    hearing = set[str]()
    for kind in KINDS:
        query = text(f"SELECT e.township_code AS town, count(*) AS number {_entries(kind)} GROUP BY 1")
        for row in (await session.execute(query, _told(county))).all():
            session.add(_row(county, week, kind, row.town, row.number))
            hearing |= {township_office(row.town), DESK}
    return hearing


def _row(county: str, week: date, kind: QualityKind, town: str | None, number: int) -> QualityWeek:
    shown = small_numbers.cell(number)
    return QualityWeek(county=county, created_at=clock.now(), week=week, kind=kind, township_code=town, shown=shown)
