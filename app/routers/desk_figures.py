"""Figures at the desk: the policy's clauses in numbers, how quickly and how well, and the villages that are silent."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response, status

from app.domain import ordering, parcels
from app.domain.figures import behind, clauses, exporting, flows, measures, silence
from app.domain.figures.behind import Asked, Cell
from app.domain.figures.exporting import AskFigures
from app.domain.places import place_of
from app.http.files import SealedFile, storage
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.paging import After, Limit, cursor_of
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.figures import (
    BehindPage,
    Clauses,
    ClauseShown,
    FiguresOverTime,
    LedgerMonth,
    MonthTable,
    SilentVillages,
)
from app.schemas.governance import ProposalShown
from app.schemas.rights import Parcels
from app.vocabulary import KeyGroup, Measured, ParcelKind

router = APIRouter(prefix="/v1/desk/figures", tags=["desk figures"], route_class=KeyedRoute)
Reader = Annotated[Actor, may(Action.FIGURE_READ)]
Taker = Annotated[Actor, may(Action.FIGURE_EXPORT)]
MonthName = Annotated[
    str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="整月，如 2026-10；不写就是上个月")
]
Number = Annotated[int, Path(ge=1, le=99)]
Code = Annotated[str, Path(max_length=40)]
OfficeCode = Annotated[str, Query(pattern=r"^[a-z0-9_\-]{2,60}$")]
Township = Annotated[str, Query(pattern=r"^[0-9]{9}$")]


def _asked(number: Number, code: Code, month: MonthName | None = None) -> Asked:
    return Asked(number, code, month)


def _cell(
    figure: Measured, month: MonthName | None = None, office: OfficeCode | None = None, township: Township | None = None
) -> Cell:
    return Cell(figure, month, office, township)


@router.get("/clauses", response_model=Clauses)
async def list_clauses(actor: Reader, session: Session) -> object:
    """List the clauses of the policy with the names of their numbers."""
    return await clauses.clauses(session, actor=actor)


@router.get("/clauses/{number}", response_model=ClauseShown)
async def show_clause(actor: Reader, session: Session, number: Number, month: MonthName | None = None) -> object:
    """Show one clause in numbers."""
    return await clauses.clause(session, actor=actor, number=number, month=month)


@router.get("/clauses/{number}/indicators/{code}", response_model=BehindPage)
async def open_indicator(
    actor: Reader, session: Session, asked: Annotated[Asked, Depends(_asked)], after: After, limit: Limit = 20
) -> object:
    """List what stands behind a number, within one's own rights."""
    page, last = await behind.behind(session, actor=actor, asked=asked, limit=limit, after=place_of(after))
    return page | {"next": cursor_of(*last) if last else None}


@router.get("/measures", response_model=MonthTable)
async def show_month(actor: Reader, session: Session, month: MonthName | None = None) -> object:
    """Show a finished month by office and township; small numbers and whatever would give them away are hidden."""
    return await measures.of_month(session, actor=actor, month=month)


@router.get("/measures/behind", response_model=BehindPage)
async def open_cell(
    actor: Reader, session: Session, cell: Annotated[Cell, Depends(_cell)], after: After, limit: Limit = 20
) -> object:
    """List what stands behind one cell."""
    page, last = await behind.behind_measure(session, actor=actor, cell=cell, limit=limit, after=place_of(after))
    return page | {"next": cursor_of(*last) if last else None}


@router.get("/months", response_model=FiguresOverTime)
async def show_months(
    actor: Reader, session: Session, office: OfficeCode | None = None, township: Township | None = None
) -> object:
    """Show one place month by month."""
    return await measures.over_time(session, actor=actor, office=office, township=township)


@router.get("/silent-villages", response_model=SilentVillages)
async def list_silent(actor: Reader, session: Session) -> object:
    """List the villages where women are registered and nothing was asked in six months."""
    return await silence.silent(session, actor=actor)


@router.get("/ledger", response_model=LedgerMonth)
async def show_ledger(
    actor: Annotated[Actor, may(Action.LEDGER_COUNT)],
    session: Session,
    month: MonthName | None = None,
    group: KeyGroup | None = None,
) -> object:
    """Show the ledger's month by township: before, joined, left, after; of everybody or of one key group."""
    return await flows.ledger(session, actor=actor, month=month, group=group)


@router.get("/exports", response_model=Parcels)
async def list_exports(actor: Taker, session: Session) -> object:
    """List one's own files of figures."""
    return {"items": await ordering.mine(session, actor=actor, kind=ParcelKind.FIGURE_EXPORT)}


@router.post("/exports", response_model=ProposalShown, status_code=status.HTTP_202_ACCEPTED)
async def propose_export(actor: Taker, session: Session, said: AskFigures) -> object:
    """Propose to take figures out; an administrator has to agree."""
    storage()
    return await exporting.propose(session, actor=actor, said=said)


@router.get("/exports/{parcel_id}/content", response_class=Response)
async def fetch_export(request: Request, actor: Taker, session: Session, parcel_id: UUID) -> Response:
    """Fetch a file one asked for oneself, within its days."""
    opened = await parcels.open_parcel(session, actor=actor, parcel_id=parcel_id)
    return SealedFile(opened, request, attached=True)
