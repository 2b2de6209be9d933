"""Times to choose from: a counsellor offers them, two never overlap, and she sees only those she can take."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.domain.accounts import safe_contact
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.counselling import counsellors, seats
from app.domain.counselling.inputs import OfferSlot
from app.domain.counselling.refusals import NotQualified, SlotPast, SlotsOverlap, SlotTaken
from app.domain.help_requests import access, people
from app.errors import Invalid, NotAllowed, NotFound
from app.models.accounts import Profile
from app.models.base import new_id
from app.models.counsellors import CounsellingSlot, Counsellor, SlotQuarter
from app.models.help_requests import HelpRequest
from app.notifications.contract import FROM_HOUR, TO_HOUR
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience, Level, SessionWay, SlotState

DAYS_SHOWN, FARTHEST = timedelta(days=14), timedelta(days=60)
_HERE = "(sl.{moment} AT TIME ZONE 'Asia/Shanghai')"
_HOUR = f"EXTRACT(EPOCH FROM {_HERE} - date_trunc('day', {_HERE.replace('{moment}', 'starts_at')})) / 3600"
# A telephone rings only inside her hours; a meeting or voice messages do not ring.
_IN_HER_HOURS = (
    f"(sl.way <> 'phone' OR ({_HOUR.format(moment='starts_at')} >= :from_hour "
    f"AND {_HOUR.format(moment='ends_at')} <= :to_hour AND NOT :paused))"
)
OPEN_SLOTS = text(
    "SELECT sl.id, sl.way, sl.place_code, sl.starts_at, sl.ends_at, c.staff_id, "  # noqa: S608  our own words
    "c.shown_name, c.gender, c.languages, "
    "a.name AS agency FROM counselling_slot sl "
    "JOIN counsellor c ON c.county = sl.county AND c.id = sl.counsellor_id "
    "LEFT JOIN counselling_agency a ON a.county = c.county AND a.id = c.agency_id "
    "WHERE sl.county = :county AND sl.state = 'open' AND sl.starts_at > :now AND sl.starts_at < :until "
    "AND (CAST(:way AS text) IS NULL OR sl.way = :way) "
    "AND (CAST(:language AS text) IS NULL OR :language = ANY (c.languages)) "
    "AND (c.gender = 'woman' OR :also_men) AND (CAST(:only AS uuid) IS NULL OR c.staff_id = :only) AND "
    + _IN_HER_HOURS
    + " AND "
    + counsellors.IN_FORCE.format(kinds=counsellors.CRAFT, day=_HERE.format(moment="starts_at") + "::date")
    + " ORDER BY sl.starts_at, sl.id LIMIT :limit"
)


async def of_mine(session: AsyncSession, *, actor: Actor, limit: int) -> list[dict[str, Any]]:
    """List the times this counsellor has offered that are not over, the next first."""
    query = (
        select(CounsellingSlot)
        .where(
            col(CounsellingSlot.county) == actor.county,
            col(CounsellingSlot.staff_id) == actor.id,
            col(CounsellingSlot.state) != SlotState.WITHDRAWN,
            col(CounsellingSlot.ends_at) > clock.now(),
        )
        .order_by(col(CounsellingSlot.starts_at), col(CounsellingSlot.id))
    )
    loaded = await catalogue.current(session, actor.county)
    return [_own(row, loaded) for row in (await session.exec(query.limit(limit))).all()]


def _own(row: CounsellingSlot, loaded: LoadedCounty) -> dict[str, Any]:
    return {
        "id": row.id,
        "way": row.way,
        "place": place_shown(loaded, row.place_code),
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "state": row.state,
    }


def place_shown(loaded: LoadedCounty, code: str | None) -> dict[str, Any] | None:
    """Show a 妇女之家; what the county has not confirmed says so."""
    home = next((one for one in loaded.folder.womens_homes if one.code == code), None)
    if home is None:
        return None
    return {
        "code": home.code,
        "name": home.name,
        "address": home.address,
        "hours": home.hours,
        "to_confirm": home.confirmed_on is None,
    }


async def offer(session: AsyncSession, *, actor: Actor, said: OfferSlot) -> dict[str, Any]:
    """Offer a time. Raises SlotPast, SlotsOverlap, NotQualified (409), Invalid for an unknown place."""
    loaded = await catalogue.current(session, actor.county)
    me = await counsellors.by_staff(session, county=actor.county, staff_id=actor.id)
    if me is None:
        raise NotAllowed("您还不在辅导人名单上，请找管理员。")
    if said.starts_at <= clock.now():
        raise SlotPast
    if said.starts_at > clock.now() + FARTHEST:
        raise Invalid("最多放到六十天以内。", field="starts_at")
    if said.place is not None and place_shown(loaded, said.place) is None:
        raise Invalid("没有这处妇女之家，请重新选。", field="place")
    day = said.starts_at.astimezone(clock.COUNTY_ZONE).date()
    async with db.acting_as(session, Audience.ROUTE):
        if not await counsellors.is_qualified(session, county=actor.county, staff_id=actor.id, day=day):
            raise NotQualified
    row = await _keep(session, me, said)
    about = About("counselling_slot", row.id, None)
    await audit.record(session, actor=actor, action="counselling:offer", about=about, facts={"way": said.way.value})
    return _own(row, loaded)


async def _keep(session: AsyncSession, me: Counsellor, said: OfferSlot) -> CounsellingSlot:
    """Write the slot and take its quarters; whoever finds one taken overlaps, however close the race."""
    row = CounsellingSlot(
        county=me.county,
        created_at=clock.now(),
        counsellor_id=me.id,
        staff_id=me.staff_id,
        way=said.way,
        place_code=said.place,
        starts_at=said.starts_at,
        ends_at=said.starts_at + timedelta(minutes=said.minutes),
    )
    session.add(row)
    await session.flush()
    common = {"county": me.county, "created_at": clock.now(), "slot_id": row.id}
    common |= {"counsellor_id": me.id, "staff_id": me.staff_id}
    quarters = [common | {"id": new_id(), "at": at} for at in said.quarters]
    taken = insert(SlotQuarter).values(quarters).on_conflict_do_nothing().returning(col(SlotQuarter.id))
    if len((await session.execute(taken)).all()) < len(quarters):
        raise SlotsOverlap
    return row


async def withdraw(session: AsyncSession, *, actor: Actor, slot_id: UUID) -> None:
    """Take an offered time back. Raises SlotTaken when somebody has booked it: that is called off, not withdrawn."""
    query = select(CounsellingSlot).where(
        col(CounsellingSlot.county) == actor.county,
        col(CounsellingSlot.id) == slot_id,
        col(CounsellingSlot.staff_id) == actor.id,
        col(CounsellingSlot.state) != SlotState.WITHDRAWN,
    )
    row = (await session.exec(query.with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    if row.state is SlotState.BOOKED:
        raise SlotTaken("这个时间已经有人约了，请先和她商量，再由她改。")
    row.state = SlotState.WITHDRAWN
    session.add(row)
    mine = delete(SlotQuarter).where(col(SlotQuarter.county) == actor.county, col(SlotQuarter.slot_id) == slot_id)
    await session.exec(mine)
    await session.flush()
    about = About("counselling_slot", row.id, None)
    await audit.record(session, actor=actor, action="counselling:withdraw_slot", about=about, facts={})


@dataclass(frozen=True, slots=True)
class Wish:
    """What she chose on the screen."""

    way: SessionWay | None
    language: str | None
    also_men: bool
    limit: int


async def for_her(session: AsyncSession, *, actor: Actor, request_id: UUID | None, wish: Wish) -> list[dict[str, Any]]:
    """List the times she can take with one tap: qualified that day, no party to her matter, inside her hours.

    A woman counsellor by default; once somebody accompanies her, their times alone. Raises NotFound.
    """
    loaded = await catalogue.current(session, actor.county)
    request = None
    if request_id is not None:
        request = await access.help_request(session, actor=actor, action=Action.COUNSELLING_ASK, request_id=request_id)
    async with db.acting_as(session, Audience.ROUTE):
        matter = request or await her_matter(session, actor)
        only = await _who_accompanies(session, request)
        values = {"county": actor.county, "now": clock.now(), "until": clock.now() + DAYS_SHOWN, "way": wish.way}
        values |= {"language": wish.language, "also_men": wish.also_men or only is not None, "only": only}
        values |= {"limit": wish.limit * 3, **await her_hours(session, actor)}
        rows = (await session.execute(OPEN_SLOTS, values)).mappings().all()
        fit = await fit_for(session, matter, {row["staff_id"] for row in rows})
    return [_shown(row, loaded) for row in rows if row["staff_id"] in fit][: wish.limit]


async def _who_accompanies(session: AsyncSession, request: HelpRequest | None) -> UUID | None:
    """Name her counsellor, if one is there today."""
    seat = await seats.live(session, request) if request is not None else None
    if seat is None:
        return None
    today = clock.today()
    here = await counsellors.is_qualified(session, county=seat.county, staff_id=seat.staff_id, day=today)
    return seat.staff_id if here else None


async def her_matter(session: AsyncSession, actor: Actor) -> HelpRequest:
    """Stand in for the request she has not made yet: what conflicts of interest are asked about. It is never stored."""
    query = select(Profile.village_code).where(col(Profile.county) == actor.county, col(Profile.id) == actor.profile_id)
    village = (await session.exec(query)).one_or_none()
    nothing = {"number": "", "level": Level.CLOSED, "village_code": village or ""}
    return cast("HelpRequest", SimpleNamespace(county=actor.county, profile_id=actor.profile_id, **nothing))


async def fit_for(session: AsyncSession, matter: HelpRequest, people_asked: Iterable[UUID]) -> set[UUID]:
    """Keep the counsellors who are no party to her matter and whom she has not left (SAF-06)."""
    fit = await people.eligible(session, matter, people_asked)
    return fit - (await seats.left_behind(session, matter) if matter.number else set())


async def her_hours(session: AsyncSession, actor: Actor) -> dict[str, Any]:
    """Give the hours in which her telephone may ring; runs under the routing audience."""
    row = await safe_contact.of_profile(session, county=actor.county, profile_id=actor.profile_id or UUID(int=0))
    return {
        "from_hour": row.from_hour if row else FROM_HOUR,
        "to_hour": row.to_hour if row else TO_HOUR,
        "paused": row is not None and row.paused_at is not None,
    }


def _shown(row: Any, loaded: LoadedCounty) -> dict[str, Any]:
    return {
        "id": row["id"],
        "way": row["way"],
        "place": place_shown(loaded, row["place_code"]),
        "starts_at": row["starts_at"],
        "ends_at": row["ends_at"],
        "counsellor": who_shown(row, loaded),
        "words": in_words(row["starts_at"], row["ends_at"]),
    }


def who_shown(row: Any, loaded: LoadedCounty) -> dict[str, Any]:
    """Show a counsellor the way she is told: a name, a woman or a man, what they speak, which agency."""
    names = {one.code: one.name for one in loaded.folder.languages}
    return {
        "name": row["shown_name"],
        "gender": row["gender"],
        "languages": [names.get(code, code) for code in row["languages"]],
        "agency": row["agency"],
    }


def in_words(starts_at: datetime, ends_at: datetime) -> str:
    """Say a time so that it can be read aloud."""
    first, last = (moment.astimezone(clock.COUNTY_ZONE) for moment in (starts_at, ends_at))
    week = "一二三四五六日"[first.weekday()]
    return f"{first.month}月{first.day}日（周{week}）{first:%H:%M}到{last:%H:%M}"
