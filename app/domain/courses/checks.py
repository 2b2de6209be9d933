"""What must be true of a course's text before anybody else sees it; pure, each broken rule its own refusal."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from app.clock import COUNTY_ZONE
from app.domain.catalogue.folder import BusySeason, Folder
from app.domain.courses import refusals
from app.domain.courses.inputs import Session, WriteCourse
from app.vocabulary import BodyKind, CourseKind

HALF_A_DAY = timedelta(hours=4, minutes=30)
LONGEST, FARTHEST = timedelta(hours=12), timedelta(days=731)
# What sends a changed text back to the reviewer: date, place, fee, and every word that others read.
LIGHT = ("seats", "childcare", "transport", "reading_help", "contact_phone")


def check(said: WriteCourse, folder: Folder, *, now: datetime, taken: int, live: WriteCourse | None) -> None:
    """Refuse what cannot be; nothing is saved then."""
    _check_sessions(said.sessions, live.sessions if live else [], now)
    _check_place(said, folder)
    _check_host(said, folder)
    if said.seats < taken:
        raise refusals.SeatsBelowEnrolled(taken=taken)


def _check_sessions(sessions: Sequence[Session], before: Sequence[Session], now: datetime) -> None:
    for one in sessions:
        if one.ends_at <= one.starts_at:
            raise refusals.SessionEndsBeforeStart
        if one.ends_at - one.starts_at > LONGEST:
            raise refusals.SessionTooLong
        if one.ends_at - now > FARTHEST:
            raise refusals.SessionTooFar
    begun = [one for one in before if one.starts_at <= now]
    if list(sessions[: len(begun)]) != begun:
        raise refusals.SessionAlreadyBegun
    if any(one.starts_at <= now for one in sessions[len(begun) :]):
        raise refusals.SessionInThePast
    if any(after.starts_at < one.ends_at for one, after in pairwise(sessions)):
        raise refusals.SessionsOverlap


def _check_place(said: WriteCourse, folder: Folder) -> None:
    above = {place.code: place.parent for place in folder.places}
    if above.get(said.township) != folder.code:
        raise refusals.PlaceUnknown
    if said.village is not None and above.get(said.village) != said.township:
        raise refusals.VillageElsewhere
    here = {one.code for one in folder.facilities if one.place == said.township}
    if said.facility is not None and said.facility not in here:
        raise refusals.FacilityUnknown


def _check_host(said: WriteCourse, folder: Folder) -> None:
    hosts = {one.code for one in folder.departments if one.kind is BodyKind.DEPARTMENT}
    if said.host_office is not None and said.host_office not in hosts:
        raise refusals.HostUnknown
    if said.kind is CourseKind.ACTIVITY and said.host_office is None:
        raise refusals.HostMissing


def check_complete(said: WriteCourse) -> None:
    """Refuse to send off a text that leaves her guessing about childcare or the way there (D22)."""
    if said.childcare is None:
        raise refusals.ChildcareNotSaid
    if said.transport is None:
        raise refusals.TransportNotSaid


def needs_review(said: WriteCourse, live: WriteCourse) -> bool:
    """Say whether a change of a published text has to be looked at again."""
    return said.model_dump(exclude=set(LIGHT)) != live.model_dump(exclude=set(LIGHT))


def is_half_day(sessions: Iterable[Session]) -> bool:
    """Say whether every session fits into half a day."""
    return all(one.ends_at - one.starts_at <= HALF_A_DAY for one in sessions)


def is_off_season(said: WriteCourse, seasons: Iterable[BusySeason]) -> bool:
    """Say whether no session falls into weeks the fields need (农闲); unknown where the county names no such weeks."""
    busy = [one for one in seasons if not one.townships or said.township in one.townships]
    days = [one.starts_at.astimezone(COUNTY_ZONE).date() for one in said.sessions]
    return bool(list(seasons)) and not any(_within(day, season) for day in days for season in busy)


def _within(day: date, season: BusySeason) -> bool:
    """Say whether a day falls into a season; one that begins late in the year may end early in the next."""
    here = f"{day:%m-%d}"
    if season.first <= season.last:
        return season.first <= here <= season.last
    return here >= season.first or here <= season.last
