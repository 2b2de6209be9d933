"""What the county publishes: itself, its places and its services, written once per version and day."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import queries
from app.domain.catalogue.folder import Fact, Hotline, Service
from app.domain.catalogue.queries import LoadedCounty
from app.domain.catalogue.shapes import Clock
from app.errors import NotFound
from app.vocabulary import ClockKind, LeadSource, Occasion

TO_CONFIRM = "待确认"
EXPIRED = "已过期"
SPANS = {ClockKind.HOURS: "小时", ClockKind.WORKING_DAYS: "个工作日", ClockKind.CALENDAR_DAYS: "天"}
OCCASIONS = {Occasion.BATCH: "按批次", Occasion.ROUND: "按评选", Occasion.CLASSIFICATION: "先由县里分派"}
MOST_KEPT = 1000
_written: dict[tuple[UUID, date, str], "Published"] = {}


@dataclass(frozen=True, slots=True)
class Published:
    """A text anybody may read, as bytes with its tag; true for one version and one day."""

    county: str
    version_id: UUID
    day: date
    body: bytes
    tag: str
    media_type: str = "application/json"

    def is_current(self) -> bool:
        """Say, without asking the database, whether this is still what the county publishes."""
        loaded = queries.remembered(self.county)
        return loaded is not None and loaded.version_id == self.version_id and self.day == clock.today()


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
        "emergency": emergency(loaded, service.code),
        "hotlines": [hotline(one) for one in lines],
        "source": service.source,
        "valid_from": service.valid_from,
        "can_ask": loaded.takes(service.code),
    }


def emergency(loaded: LoadedCounty, code: str, heard: Iterable[str] = ()) -> list[dict[str, Any]]:
    """List the numbers to call at once for a service's dangers, and for what was heard; else none (RTE-07)."""
    topics = {*loaded.service(code).topics, *heard}
    return [hotline(one) for one in loaded.folder.hotlines if one.emergency and topics & set(one.topics)]


def hotline(one: Hotline) -> dict[str, Any]:
    """Show one number to call."""
    return {
        "name": one.name,
        "number": one.number,
        "dialling": one.dialling,
        "hours": one.hours,
        "confirmed_on": one.confirmed_on,
        "to_confirm": one.confirmed_on is None,
    }


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


def _the_county(loaded: LoadedCounty, today: date) -> dict[str, Any]:
    folder = loaded.folder
    return {
        "code": folder.code,
        "name": folder.name,
        "document": folder.document,
        "version": loaded.version,
        "desk_hours": folder.desk_hours,
        "hotlines": [hotline(one) | {"emergency": one.emergency} for one in folder.hotlines],
        "facts": [_fact(one, today) for one in _in_turn(folder.facts, today)],
        "messages": folder.messages,
    }


def _in_turn(facts: list[Fact], today: date) -> list[Fact]:
    """Give of each fact the value in force, else the last one there was; what has not begun is not shown."""
    begun = sorted((one for one in facts if one.valid_from <= today), key=lambda one: one.valid_from)
    return list({one.code: one for one in begun}.values())


def published(loaded: LoadedCounty, what: str, write: Callable[[], object]) -> Published:
    """Give a text from memory, or write it and keep it for the day."""
    return _remembered(loaded, what, lambda: orjson.dumps(write()), "application/json")


def drawn(loaded: LoadedCounty, what: str, draw: Callable[[], bytes]) -> Published:
    """Give a drawing from memory, or draw it and keep it for the day."""
    return _remembered(loaded, what, draw, "image/svg+xml")


def _remembered(loaded: LoadedCounty, what: str, write: Callable[[], bytes], media_type: str) -> Published:
    today = clock.today()
    at = (loaded.version_id, today, what)
    if at not in _written:
        if len(_written) >= MOST_KEPT:
            _written.clear()
        body = write()
        tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        _written[at] = Published(loaded.folder.code, loaded.version_id, today, body, tag, media_type)
    return _written[at]


async def services(session: AsyncSession, *, county: str) -> Published:
    """Give every service's card."""
    loaded = await queries.current(session, county)
    return published(
        loaded,
        "services",
        lambda: {"version": loaded.version, "services": [_card(one, loaded) for one in loaded.folder.services]},
    )


async def service(session: AsyncSession, *, county: str, code: str) -> Published:
    """Give one service's card. Raises NotFound."""
    loaded = await queries.current(session, county)
    if code not in loaded.services:
        raise NotFound("没有这项服务。")
    return published(loaded, f"service {code}", lambda: _card(loaded.service(code), loaded))


async def county_itself(session: AsyncSession, *, county: str) -> Published:
    """Give the county: name, hotlines, dated facts, fixed sentences."""
    loaded = await queries.current(session, county)
    return published(loaded, "county", lambda: _the_county(loaded, clock.today()))


async def consents(session: AsyncSession, *, county: str) -> Published:
    """Give what she is told before she agrees, use by use; each is also heard as `/v1/speech/consent/<purpose>`."""
    loaded = await queries.current(session, county)
    return published(
        loaded, "consents", lambda: {"consents": [one.model_dump(mode="json") for one in loaded.folder.consents]}
    )


async def divisions(session: AsyncSession, *, county: str, parent: str) -> Published:
    """Give the places right below one: townships of the county, villages of a township. Raises NotFound."""
    loaded = await queries.current(session, county)
    if not any(place.code == parent for place in loaded.folder.places):
        raise NotFound("没有这个地方。")
    return published(loaded, f"divisions {parent}", lambda: {"divisions": _below(loaded, parent)})


def _below(loaded: LoadedCounty, parent: str) -> list[dict[str, str]]:
    below = sorted((place for place in loaded.folder.places if place.parent == parent), key=lambda place: place.code)
    return [{"code": place.code, "name": place.name, "level": place.level} for place in below]
