"""Finding courses: by what she needs, by a word, near her; and what is like one that was called off."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Integer, column, text, tuple_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import queries as catalogue
from app.domain.courses import refusals, showing, words
from app.domain.courses.inputs import Find
from app.domain.places import place_of
from app.errors import Invalid, NotFound
from app.models.courses import Course
from app.vocabulary import CourseState, Topic

SOON = timedelta(days=30)
MOST_SIMILAR = 3
# The search column is large and nobody reads it.
COLUMNS: tuple[Any, ...] = tuple(column for column in Course.__table__.columns if column.name != "search")  # type: ignore[attr-defined]
BY_WORD = text(f"""
    SELECT {", ".join(f"c.{column.name}" for column in COLUMNS)}, f.rank
    FROM ctx.find_courses(CAST(:words AS tsquery), :at, CAST(:until AS timestamptz), CAST(:wanted AS jsonb),
                          CAST(:after_rank AS integer), CAST(:after_at AS timestamptz),
                          CAST(:after_id AS uuid), :most) f
    JOIN course c ON c.county = :county AND c.id = f.id
    ORDER BY f.rank DESC, c.starts_at, c.id
""").columns(*COLUMNS, column("rank", Integer))  # noqa: S608  our own column names


async def find(
    session: AsyncSession, *, county: str, wanted: Find, after: list[str] | None
) -> tuple[list[dict[str, Any]], tuple[Any, ...] | None]:
    """List what is open to enrol, best fit or earliest first; gives the page and where the next begins.

    Raises NothingToSearch, Invalid for a broken cursor.
    """
    rows = await (_by_word if wanted.q else _by_need)(session, county, wanted, after)
    names = showing.names_of(await catalogue.current(session, county))
    shown = [showing.line(row, names, wanted.from_place) for row in rows[: wanted.limit]]
    if len(rows) <= wanted.limit:
        return shown, None
    last = rows[wanted.limit - 1]
    place = (last["starts_at"].isoformat(), str(last["id"]))
    return shown, (str(last["rank"]), *place) if wanted.q else place


async def _by_need(session: AsyncSession, county: str, wanted: Find, after: list[str] | None) -> list[dict[str, Any]]:
    query = select(*COLUMNS).where(*_open(county), *_filters(wanted))
    place = place_of(after)
    if place is not None:
        query = query.where(tuple_(col(Course.starts_at), col(Course.id)) > place)
    query = query.order_by(col(Course.starts_at), col(Course.id)).limit(wanted.limit + 1)
    return [dict(row) for row in (await session.execute(query)).mappings()]


def _open(county: str) -> tuple[Any, ...]:
    return (
        col(Course.county) == county,
        col(Course.shown),
        col(Course.state) == CourseState.PUBLISHED,
        col(Course.starts_at) > clock.now(),
    )


def _filters(wanted: Find) -> Iterable[Any]:
    if wanted.township is not None:
        yield col(Course.township_code) == wanted.township
    if wanted.topic is not None:
        yield col(Course.topic) == wanted.topic
    if wanted.kind is not None:
        yield col(Course.kind) == wanted.kind
    if wanted.soon:
        yield col(Course.starts_at) < clock.now() + SOON
    flags = {name: col(getattr(Course, name)) for name in ("free", "childcare", "half_day", "off_season")}
    yield from (column for name, column in flags.items() if getattr(wanted, name))


async def _by_word(session: AsyncSession, county: str, wanted: Find, after: list[str] | None) -> list[dict[str, Any]]:
    asked = words.query(wanted.q or "")
    if asked is None:
        raise refusals.NothingToSearch
    now = clock.now()
    picked = wanted.model_dump(
        mode="json", include={"township", "topic", "kind", "free", "childcare", "half_day", "off_season"}
    )
    rank, place = _ranked_place(after)
    values = {
        "words": asked,
        "county": county,
        "at": now,
        "until": now + SOON if wanted.soon else None,
        "wanted": orjson.dumps({name: value for name, value in picked.items() if value}).decode(),
        "after_rank": rank,
        "after_at": place[0] if place else None,
        "after_id": place[1] if place else None,
        "most": wanted.limit + 1,
    }
    return [dict(row) for row in (await session.execute(BY_WORD, values)).mappings()]


def _ranked_place(after: list[str] | None) -> tuple[int | None, Any]:
    if after is None:
        return None, None
    if len(after) != 3 or not after[0].isascii() or not after[0].isdecimal() or len(after[0]) > 9:  # noqa: PLR2004  rank, moment, id
        raise Invalid("翻页信息不对，请从头看起。")
    return int(after[0]), place_of(after[1:])


async def row_of(session: AsyncSession, *, county: str, course_id: UUID) -> dict[str, Any]:
    """Give one course the audience may see. Raises NotFound."""
    query = select(*COLUMNS).where(col(Course.county) == county, col(Course.id) == course_id)
    row = (await session.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotFound("没有这门课，可能已经下架。")
    return dict(row)


async def one(session: AsyncSession, *, county: str, course_id: UUID, from_place: str | None) -> dict[str, Any]:
    """Show one course; beside one that was called off stand similar ones."""
    row = await row_of(session, county=county, course_id=course_id)
    loaded = await catalogue.current(session, county)
    similar = await like(session, county=county, rows=[row]) if row["state"] is CourseState.CANCELLED else {}
    return {**showing.whole(row, loaded, from_place), "similar": similar.get(row["topic"], [])}


async def like(
    session: AsyncSession, *, county: str, rows: Iterable[dict[str, Any]]
) -> dict[Topic, list[dict[str, Any]]]:
    """Offer open courses of the same topics, the earliest first, in one statement."""
    topics = {row["topic"] for row in rows}
    if not topics:
        return {}
    soonest = (col(Course.starts_at), col(Course.id))
    nth = func.row_number().over(partition_by=col(Course.topic), order_by=soonest).label("nth")
    near = select(col(Course.id), nth).where(*_open(county), col(Course.topic).in_(topics)).subquery()
    query = select(*COLUMNS).join(near, (col(Course.id) == near.c.id) & (near.c.nth <= MOST_SIMILAR))
    query = query.where(col(Course.county) == county).order_by(*soonest)
    names = showing.names_of(await catalogue.current(session, county))
    found: dict[Topic, list[dict[str, Any]]] = {}
    for row in (await session.execute(query)).mappings():
        found.setdefault(row["topic"], []).append(showing.line(dict(row), names))
    return found
