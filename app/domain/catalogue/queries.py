"""The county as it is loaded: services, rules, clocks and offices of one dated version, remembered per process."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import deadlines
from app.domain.catalogue.calendar import Calendar
from app.domain.catalogue.folder import DutyToReport, Folder, SafetyCheck, Service
from app.domain.catalogue.rules import Office as RoutedOffice
from app.domain.catalogue.rules import Rule
from app.domain.catalogue.shapes import Clock
from app.errors import Unavailable
from app.models.catalogue import CountyVersion, Office
from app.vocabulary import ClockKind, ConsentPurpose, DivisionLevel, Intake, OfficeKind

DESK_DAYS = 1
REQUEST = "request"
UNWRITTEN_CONSENT = "2026-11"  # the app's own words, where the county wrote none
_loaded: dict[tuple[str, UUID], "LoadedCounty"] = {}
_current: dict[str, tuple[datetime, UUID]] = {}
_offices: dict[UUID, tuple[datetime, Mapping[str, RoutedOffice]]] = {}
_villages: dict[UUID, frozenset[str]] = {}
LOOK_AGAIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class LoadedCounty:
    """One version of a county's folder, ready to be asked."""

    folder: Folder
    version_id: UUID
    version: int
    calendar: Calendar
    services: Mapping[str, Service] = field(default_factory=dict)

    def service(self, code: str) -> Service:
        """Give a service of this version. Raises KeyError for one it does not have."""
        return self.services[code]

    def takes(self, code: str) -> bool:
        """Say whether she may ask for this service today."""
        found = self.services.get(code)
        if found is None or found.kind != REQUEST or Intake.WOMAN not in found.intake:
            return False
        today = clock.today()
        return found.valid_from <= today and (found.valid_to is None or today < found.valid_to)

    def rule(self, code: str) -> Rule:
        """Give the routing rule of a service."""
        found = self.service(code)
        return Rule(
            service=code,
            version=self.version,
            lead=found.lead,
            handler=found.first_handler,
            co=tuple(found.co),
            level=found.level,
            to_classify=found.to_classify,
            takes_township=bool(found.township_role),
        )

    def first_due(self, code: str, start: datetime) -> datetime | None:
        """Say when she must have heard a first human word."""
        return self._due(self.service(code).first_reply, start)

    def finish_due(self, code: str, start: datetime) -> datetime | None:
        """Say when it must be done; nothing where a batch or a round finishes it."""
        return self._due(self.service(code).finish, start)

    def _due(self, limit: Clock, start: datetime) -> datetime | None:
        if limit.kind is None or limit.amount is None:
            return None
        return deadlines.due(limit.kind, limit.amount, start, self.calendar)

    def desk_due(self, start: datetime) -> datetime:
        """Say when the county desk must have classified or ruled: one working day."""
        return deadlines.due(ClockKind.WORKING_DAYS, DESK_DAYS, start, self.calendar)

    def never_for(self, code: str, about_office: str | None) -> frozenset[str]:
        """Name the offices that may not hear of such a request."""
        about = {about_office} if about_office else set()
        return frozenset(self.service(code).never) | about

    def message(self, key: str) -> str:
        """Give a fixed sentence of the county."""
        return self.folder.messages[key]


def remembered(county: str) -> LoadedCounty | None:
    """Give the version in force if it was looked up a moment ago; asks no database."""
    known = _current.get(county)
    if known is None or abs((clock.now() - known[0]).total_seconds()) >= LOOK_AGAIN_SECONDS:
        return None
    return _loaded[county, known[1]]


async def current(session: AsyncSession, county: str) -> LoadedCounty:
    """Give the version in force today. Raises Unavailable where none is loaded."""
    known = remembered(county)
    if known is not None:
        return known
    now = clock.now()
    query = (
        select(CountyVersion.id)
        .where(col(CountyVersion.county) == county, col(CountyVersion.valid_from) <= now)
        .order_by(col(CountyVersion.valid_from).desc(), col(CountyVersion.version).desc())
        .limit(1)
    )
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise Unavailable("这个区县的服务还没有装好。")
    loaded = await version(session, county, found)
    _current[county] = (now, found)
    return loaded


async def version(session: AsyncSession, county: str, version_id: UUID) -> LoadedCounty:
    """Give one version by its id; versions are never edited, so they are remembered for good."""
    known = _loaded.get((county, version_id))
    if known is not None:
        return known
    query = select(CountyVersion).where(col(CountyVersion.county) == county, col(CountyVersion.id) == version_id)
    row = (await session.exec(query)).one()
    folder = Folder.model_validate(row.document)
    services = {service.code: service for service in folder.services}
    loaded = LoadedCounty(folder, row.id, row.version, Calendar.of(folder.work_days), services)
    _loaded[county, version_id] = loaded
    return loaded


async def offices(session: AsyncSession, loaded: LoadedCounty) -> Mapping[str, RoutedOffice]:
    """Give today's offices as routing sees them, looked up at most every few seconds."""
    known = _offices.get(loaded.version_id)
    if known is not None and abs((clock.now() - known[0]).total_seconds()) < LOOK_AGAIN_SECONDS:
        return known[1]
    here = (col(Office.county) == loaded.folder.code) & (col(Office.kind) != OfficeKind.PROVIDER)
    rows = (await session.exec(select(Office).where(here))).all()
    members = {one.code: tuple(one.members) for one in loaded.folder.departments}
    found = {
        row.code: RoutedOffice(
            code=row.code,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            successor=row.successor,
            members=members.get(row.code, ()),
        )
        for row in rows
    }
    _offices[loaded.version_id] = (clock.now(), found)
    return found


def number(loaded: LoadedCounty, code: str, on: date) -> int:
    """Give a dated whole number of the county as it holds on a day. Raises Unavailable where none does."""
    for fact in loaded.folder.facts:
        if fact.code == code and fact.valid_from <= on and (fact.valid_to is None or on < fact.valid_to):
            return int(fact.value)
    raise Unavailable("这个数字县里还没有定，或者已经过期，请管理员补上。")


def safety_checks(loaded: LoadedCounty, code: str, heard: Iterable[str] = ()) -> list[SafetyCheck]:
    """List the questions to be ticked before a matter of danger is closed: its service's, and what was heard in it."""
    topics = {*loaded.service(code).topics, *heard}
    return [one for one in loaded.folder.safety_checks if topics & set(one.topics)]


def duties(loaded: LoadedCounty, code: str) -> list[DutyToReport]:
    """List what the law tells whoever handles such a request to do (SAF-10)."""
    topics = set(loaded.service(code).topics)
    return [one for one in loaded.folder.duties if topics & set(one.topics)]


def consent_version(loaded: LoadedCounty, purpose: ConsentPurpose) -> str:
    """Say which version of the words for a use she hears today; kept with her consent (OFF-14)."""
    found = (one.version for one in loaded.folder.consents if one.purpose is purpose)
    return next(found, UNWRITTEN_CONSENT)


def village(loaded: LoadedCounty, code: str) -> bool:
    """Say whether this is a village of the county."""
    if loaded.version_id not in _villages:
        _villages[loaded.version_id] = frozenset(
            place.code for place in loaded.folder.places if place.level == DivisionLevel.VILLAGE.value
        )
    return code in _villages[loaded.version_id]


def forget() -> None:
    """Look everything up again: a version was loaded or taken back."""
    _loaded.clear()
    _current.clear()
    _offices.clear()
