"""What the county publishes: itself, its places and its services, written once per version and day."""

from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import queries
from app.domain.catalogue.folder import Clock, Fact, Hotline, Service
from app.domain.catalogue.queries import LoadedCounty
from app.errors import NotFound
from app.models.catalogue import Division
from app.vocabulary import ClockKind, LeadSource, Occasion

TO_CONFIRM = "待确认"
EXPIRED = "已过期"
SPANS = {ClockKind.HOURS: "小时", ClockKind.WORKING_DAYS: "个工作日", ClockKind.CALENDAR_DAYS: "天"}
OCCASIONS = {Occasion.BATCH: "按批次", Occasion.ROUND: "按评选", Occasion.CLASSIFICATION: "先由县里分派"}
_written: dict[tuple[UUID, date, str], bytes] = {}


def in_words(limit: Clock) -> str:
    """Say a time limit the way people do."""
    if limit.kind is not None:
        return f"{limit.amount}{SPANS[limit.kind]}内"
    return OCCASIONS[limit.occasion] if limit.occasion else TO_CONFIRM


def _names(loaded: LoadedCounty) -> dict[str, str]:
    return {one.code: one.name for one in loaded.folder.departments}


def _card(service: Service, loaded: LoadedCounty) -> dict[str, Any]:
    names = _names(loaded)
    proposed = service.lead_source is LeadSource.PROPOSED and not service.confirmed_by
    lines = [one for one in loaded.folder.hotlines if one.code in service.hotlines]
    emergency = [one for one in loaded.folder.hotlines if one.emergency and set(one.topics) & set(service.topics)]
    return {
        "code": service.code,
        "name": service.name,
        "official_name": service.official_name,
        "clauses": service.clauses,
        "measures": service.measures,
        "lead": {"office": service.lead or None, "name": names.get(service.lead, TO_CONFIRM), "to_confirm": proposed},
        "first_handler": names.get(service.first_handler),
        "co": [{"office": code, "name": names.get(code, code)} for code in service.co],
        "township_role": service.township_role or None,
        "level": service.level,
        "first_reply": in_words(service.first_reply),
        "finish": in_words(service.finish),
        "documents": service.documents,
        "icon": service.icon,
        "read_aloud": service.read_aloud,
        "topics": service.topics,
        "emergency": [_line(one) for one in emergency],
        "hotlines": [_line(one) for one in lines],
        "source": service.source,
        "valid_from": service.valid_from,
        "can_ask": loaded.takes(service.code),
    }


def _line(one: Hotline) -> dict[str, Any]:
    return {"name": one.name, "number": one.number, "dialling": one.dialling, "confirmed_on": one.confirmed_on}


def _fact(one: Fact, today: date) -> dict[str, Any]:
    """Show a dated number; an expired one never shows its number."""
    live = one.valid_from <= today and (one.valid_to is None or today < one.valid_to)
    return {
        "code": one.code,
        "name": one.name,
        "value": f"{one.value}{one.unit}" if live else EXPIRED,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "source": one.source,
        "confirmed_by": one.confirmed_by or TO_CONFIRM,
    }


def _remembered(loaded: LoadedCounty, what: str) -> bytes | None:
    return _written.get((loaded.version_id, clock.today(), what))


def _write(loaded: LoadedCounty, what: str, content: Any) -> bytes:
    if len(_written) > 1000:  # noqa: PLR2004  a day's worth of cards of a few versions; then begin anew
        _written.clear()
    body = orjson.dumps(content)
    _written[loaded.version_id, clock.today(), what] = body
    return body


async def services(session: AsyncSession, *, county: str) -> tuple[bytes, str]:
    """Give every service's card as JSON, and the tag of this text."""
    loaded = await queries.current(session, county)
    body = _remembered(loaded, "services")
    if body is None:
        cards = [_card(one, loaded) for one in loaded.folder.services]
        body = _write(loaded, "services", {"version": loaded.version, "services": cards})
    return body, _tag(loaded)


async def service(session: AsyncSession, *, county: str, code: str) -> tuple[bytes, str]:
    """Give one service's card as JSON. Raises NotFound."""
    loaded = await queries.current(session, county)
    if code not in loaded.services:
        raise NotFound("没有这项服务。")
    body = _remembered(loaded, code) or _write(loaded, code, _card(loaded.service(code), loaded))
    return body, _tag(loaded)


async def county_itself(session: AsyncSession, *, county: str) -> tuple[bytes, str]:
    """Give the county: name, hotlines, dated facts, fixed sentences."""
    loaded = await queries.current(session, county)
    body = _remembered(loaded, "county")
    if body is None:
        today = clock.today()
        folder = loaded.folder
        content = {
            "code": folder.code,
            "name": folder.name,
            "document": folder.document,
            "version": loaded.version,
            "hotlines": [_line(one) | {"emergency": one.emergency} for one in folder.hotlines],
            "facts": [_fact(one, today) for one in folder.facts],
            "messages": folder.messages,
        }
        body = _write(loaded, "county", content)
    return body, _tag(loaded)


def _tag(loaded: LoadedCounty) -> str:
    return f'"{loaded.version}-{clock.today().isoformat()}"'


async def divisions(session: AsyncSession, *, county: str, parent: str) -> list[dict[str, Any]]:
    """List the places right below one; townships for the county, villages for a township."""
    query = select(Division).where(col(Division.county) == county, col(Division.parent) == parent)
    rows = (await session.exec(query.order_by(col(Division.code)))).all()
    return [{"code": row.code, "name": row.name, "level": row.level} for row in rows]
