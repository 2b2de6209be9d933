"""How far a reader of figures sees: the county its county, a department's head her department, a township its own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.catalogue.queries import LoadedCounty
from app.domain.figures.months import Month, finished_months
from app.errors import Invalid
from app.permissions.actors import Actor
from app.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Scope:
    """One office, some townships, or neither: the whole county."""

    office: str | None = None
    towns: tuple[str, ...] | None = None

    @property
    def is_county(self) -> bool:
        """Say whether nothing is cut off."""
        return self.office is None and self.towns is None

    def values(self) -> dict[str, Any]:
        """Give the scope as the values of a statement."""
        return {"office": self.office, "towns": None if self.towns is None else list(self.towns)}


def scope_of(actor: Actor) -> Scope:
    """Say how far this reader sees."""
    if actor.role is Role.COUNTY_DESK:
        return Scope()
    if actor.role is Role.TOWNSHIP_WORKER:
        return Scope(towns=actor.towns)
    return Scope(office=actor.office or "")


def shown(scope: Scope, loaded: LoadedCounty) -> dict[str, Any]:
    """Name the scope for the head of a page."""
    names = {one.code: one.name for one in loaded.folder.departments}
    names |= {one.code: one.name for one in loaded.folder.places}
    codes = [scope.office] if scope.office is not None else list(scope.towns or ())
    return {
        "office": scope.office,
        "townships": list(scope.towns) if scope.towns is not None else None,
        "name": "、".join(names.get(code, code) for code in codes) or loaded.folder.name,
    }


def month_of(name: str | None) -> Month:
    """Read `2026-10`, the last finished month without a name. Raises Invalid for one that is not over or long ago."""
    known = finished_months()
    if name is None:
        return known[-1]
    found = [one for one in known if one.first.isoformat()[:7] == name]
    if not found:
        raise Invalid("只能看过去十二个整月，这个月还没有过完或者太早了。", field="month")
    return found[0]


def month_names() -> list[str]:
    """List the months that can be looked at, the oldest first."""
    return [name_of(one.first) for one in finished_months()]


def name_of(month: date) -> str:
    """Write a month as `2026-10`."""
    return month.isoformat()[:7]
