"""A course in plain words: when, where, how far, what it costs, what helps her come (OFF-10)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.clock import COUNTY_ZONE
from app.domain.catalogue.deadlines import WEEKDAYS
from app.domain.catalogue.queries import LoadedCounty
from app.domain.courses.topics import TOPICS
from app.vocabulary import CourseState, Topic

STATES: dict[CourseState, str] = {
    CourseState.DRAFT: "草稿",
    CourseState.PUBLISHED: "可以报名",
    CourseState.RUNNING: "正在上",
    CourseState.FINISHED: "已经结束",
    CourseState.CANCELLED: "已经取消",
    CourseState.UNPUBLISHED: "已经下架",
}
TOWN_DIGITS = 9
FEN = 100
_names: dict[UUID, dict[str, str]] = {}


def names_of(loaded: LoadedCounty) -> Mapping[str, str]:
    """Give what places and offices are called; a version never changes, so it is written down once."""
    known = _names.get(loaded.version_id)
    if known is None:
        folder = loaded.folder
        known = {one.code: one.name for one in folder.places} | {one.code: one.name for one in folder.departments}
        _names[loaded.version_id] = known
    return known


def line(row: Mapping[str, Any], names: Mapping[str, str], from_place: str | None = None) -> dict[str, Any]:
    """Show one course as a line of a list."""
    content = row["content"]
    return {
        "id": row["id"],
        "kind": content["kind"],
        "title": content["title"],
        "topic": content["topic"],
        "topic_name": TOPICS[Topic(content["topic"])],
        "provider": row["provider_name"],
        "host": names.get(content["host_office"] or "", row["provider_name"]),
        "township": content["township"],
        "place": content["place"],
        "where_words": where(content, names, from_place),
        "starts_at": row["starts_at"],
        "when_words": when(row["starts_at"], len(content["sessions"])),
        "fee_words": fee(content["fee_fen"]),
        "seats_left": max(row["seats"] - row["taken"], 0),
        "waiting": row["waiting"],
        "childcare": bool(content["childcare"]),
        "transport": bool(content["transport"]),
        "reading_help": content["reading_help"],
        "half_day": row["half_day"],
        "off_season": row["off_season"],
        "state": row["state"],
        "state_words": STATES[CourseState(row["state"])],
    }


def where(content: Mapping[str, Any], names: Mapping[str, str], from_place: str | None) -> str:
    """Say how far it is the way people do, by township and village and never by GPS (CRS-02)."""
    town = names.get(content["township"], "")
    if from_place is not None and from_place == content["village"]:
        return f"就在您村里（{names.get(from_place, '')}）"
    if from_place is not None and from_place[:TOWN_DIGITS] == content["township"]:
        return f"就在本乡镇（{town}）"
    return f"在{town}"


def when(starts_at: datetime, sessions: int) -> str:
    """Say when it begins, and how often one comes."""
    local = starts_at.astimezone(COUNTY_ZONE)
    times = f"，共{sessions}次" if sessions > 1 else ""
    return f"{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}{times}"


def fee(fen: int) -> str:
    """Say what it costs."""
    if not fen:
        return "免费"
    return f"{fen // FEN}元" if fen % FEN == 0 else f"{fen / FEN:.2f}元"


def whole(row: Mapping[str, Any], loaded: LoadedCounty, from_place: str | None = None) -> dict[str, Any]:
    """Show one course with everything that is to be known of it."""
    content, names = row["content"], names_of(loaded)
    venue = next((one for one in loaded.folder.facilities if one.code == content["facility"]), None)
    return {
        **line(row, names, from_place),
        "summary": content["summary"],
        "village_name": names.get(content["village"] or ""),
        "facility": venue.name if venue else None,
        "facility_confirmed": venue.confirmed_on is not None if venue else None,
        "sessions": content["sessions"],
        "seats": row["seats"],
        "fee_fen": content["fee_fen"],
        "who_may_come": content["who_may_come"],
        "contact_name": content["contact_name"],
        "contact_phone": content["contact_phone"],
        "cancel_reason": row["cancel_reason"],
    }
