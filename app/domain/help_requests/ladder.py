"""How late a request is, and whom it climbs to next: pure, on the clock's own kind of time (REQ-06, design §10.5)."""

from datetime import datetime

from app.domain.catalogue import deadlines
from app.domain.catalogue.queries import LoadedCounty
from app.models.help_requests import HelpRequest
from app.vocabulary import ClimbTo, ClockKind, Level, RequestState

RUNGS = (80, 100, 150, 200)
OPEN_LADDER = dict(zip(RUNGS, (ClimbTo.OWNER, ClimbTo.TOWNSHIP, ClimbTo.HEAD, ClimbTo.COUNTY), strict=True))
CLOSED_LADDER = dict(zip(RUNGS, (ClimbTo.OWNER, ClimbTo.SECOND, ClimbTo.SUPERVISOR, ClimbTo.OFFICER), strict=True))
OVER = (RequestState.RESOLVED, RequestState.REJECTED, RequestState.CLOSED, RequestState.WITHDRAWN)
BY_THE_DESK = (RequestState.TRIAGE, RequestState.RULING)


def is_over(state: RequestState) -> bool:
    """Say whether nothing is owed at the moment."""
    return state in OVER


def lead_due(request: HelpRequest) -> datetime | None:
    """Say what the lead owes next: the first reply until it is given, then the finish; nothing while waiting.

    A period the law sets (legal aid 7 / 3 / 5 days) is owed beside them, and outlives a finish; the earliest counts.
    """
    if request.state in (RequestState.WAITING, RequestState.WITHDRAWN):
        return None
    if is_over(request.state):
        return request.statutory_due
    due = request.first_due if request.first_replied_at is None else request.finish_due
    return min(filter(None, (due, request.statutory_due)), default=None)


def whom(level: Level, rung: int) -> ClimbTo:
    """Say whom a rung tells."""
    return (CLOSED_LADDER if level is Level.CLOSED else OPEN_LADDER)[rung]


def wind(request: HelpRequest, loaded: LoadedCounty) -> None:
    """Set when the request climbs next; a clock that has changed begins at the foot of the ladder again."""
    due = lead_due(request)
    if due is None:
        request.next_climb_at = None
        return
    if due != request.climb_due:
        request.climb_due, request.climbed = due, 0
    rung = next((one for one in RUNGS if one > request.climbed), None)
    request.next_climb_at = _at(request, loaded, due, rung) if rung is not None else None


def next_rung(request: HelpRequest) -> int | None:
    """Say which rung is next."""
    return next((one for one in RUNGS if one > request.climbed), None)


def _at(request: HelpRequest, loaded: LoadedCounty, due: datetime, rung: int) -> datetime:
    start = request.clock_started_at or request.created_at
    if due == request.statutory_due and request.statutory_from is not None:
        start = request.statutory_from
    if start >= due:
        return due
    return deadlines.moment_at(_kind(request, loaded), start, due, rung, loaded.calendar)


def _kind(request: HelpRequest, loaded: LoadedCounty) -> ClockKind:
    """Say on which kind of clock the next answer is owed; working days where nothing else is written."""
    if request.statutory_due is not None and request.statutory_due == lead_due(request):
        return ClockKind.CALENDAR_DAYS
    service = loaded.service(request.service_code)
    limit = service.first_reply if request.first_replied_at is None else service.finish
    return limit.kind or ClockKind.WORKING_DAYS
