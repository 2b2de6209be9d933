"""Tips on unknown agents: told by anybody without a name, read by the police office alone (LON-07)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Place as Sealed
from app.crypto import Vault
from app.domain import office_clocks, receipt_numbers
from app.domain.catalogue import loans as county
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests import inputs as asking
from app.domain.help_requests import submitting
from app.domain.keys import vault_of
from app.domain.loans import access
from app.domain.loans.inputs import ReportAgent, ReportAgentAsHer, SettleTip
from app.domain.office_clocks import Run
from app.domain.places import Place
from app.errors import Conflict, Invalid, Stale
from app.models.loans import LoanTip
from app.notifications.outbox import Note, announce
from app.permissions.actors import Actor, system
from app.vocabulary import Audience, ClockKind, DataClass, NoticeKind, TipState

OWN_CASE = "law.crime"
WITHOUT_WORDS = "有人以办贷款为名骗我。"
THANKS = "记下了，公安局的同志会看。没有人知道是您说的。"
OWN_LINE = "收到了。这件事只有指定的人能看，他们会尽快找您；着急请打 110。"


async def report(session: AsyncSession, *, county_code: str, said: ReportAgent) -> dict[str, Any]:
    """Put a tip on the police office's list; nothing in it says who told."""
    loaded = await catalogue.current(session, county_code)
    if said.township is not None and said.township not in {one.code for one in loaded.folder.places}:
        raise Invalid("本县没有这个乡镇，请重新选择。", field="township")
    words, run = county.words(loaded.folder), run_of(loaded, clock.now())
    row = LoanTip(
        county=county_code,
        created_at=run.start,
        reader=words.tip_office,
        way=said.way,
        wants=said.wants,
        township_code=said.township,
        due_at=run.due_at,
    )
    office_clocks.wind(row, run)
    vault = await vault_of(session, county_code)
    row.body_sealed, row.agent_sealed = _sealed(vault, row, "body", said.body), _sealed(vault, row, "agent", said.agent)
    async with db.acting_as(session, Audience.ROUTE):
        session.add(row)
        await session.flush()
        about, facts = About("loan_tip", row.id, None), {"way": row.way.value, "wants": row.wants.value}
        await audit.record(session, actor=system(county_code), action="loan_tip:report", about=about, facts=facts)
        note = Note(kind=NoticeKind.TASK_NEW, dedupe_key=f"{row.id}:new", reader=row.reader)
        await announce(session, county=county_code, notes=[note])
    return {"line": THANKS, "no_fee": words.no_fee, "if_cheated": words.if_cheated, "number": None}


def run_of(loaded: LoadedCounty, told: datetime) -> Run:
    """Say on which clock a tip has to be looked at."""
    limit = county.words(loaded.folder).tip_clock
    return Run(limit.kind or ClockKind.WORKING_DAYS, limit.amount or 1, told, loaded.calendar)


def _sealed(vault: Vault, row: LoanTip, what: str, said: str | None) -> bytes | None:
    return vault.seal(DataClass.REQUEST, Sealed("loan_tip", f"{what}_sealed", row.id), said) if said else None


async def report_as_her(session: AsyncSession, *, actor: Actor, said: ReportAgentAsHer) -> dict[str, Any]:
    """Take a tip without her name; her own case becomes a closed request of hers, with its two-hour clock."""
    if not said.own_case:
        tip = ReportAgent.model_validate(said.model_dump(exclude={"own_case"}))
        return await report(session, county_code=actor.county, said=tip)
    told = "\n".join(one for one in (said.body, said.agent and f"对方：{said.agent}") if one)
    telling = asking.SubmitRequest(services=[OWN_CASE], telling=told or WITHOUT_WORDS, share=False)
    receipt = await submitting.submit(session, actor=actor, telling=telling)
    words = county.words((await catalogue.current(session, actor.county)).folder)
    number = receipt_numbers.shown(receipt.requests[0].number)
    return {"line": OWN_LINE, "no_fee": words.no_fee, "if_cheated": words.if_cheated, "number": number}


async def page(
    session: AsyncSession, *, actor: Actor, state: TipState, limit: int, after: Place | None
) -> tuple[list[dict[str, Any]], Place | None]:
    """List the tips of this office, nearest due first."""
    query = select(LoanTip).where(
        col(LoanTip.county) == actor.county,
        col(LoanTip.reader).in_(list(actor.readers)),
        col(LoanTip.state) == state,
    )
    if after is not None:
        query = query.where(tuple_(col(LoanTip.due_at), col(LoanTip.id)) > after)
    rows = (await session.exec(query.order_by(col(LoanTip.due_at), col(LoanTip.id)).limit(limit + 1))).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return [_line(one) for one in rows[:limit]], (last.due_at, last.id) if last else None


def _line(row: LoanTip) -> dict[str, Any]:
    return {
        "id": row.id,
        "created_at": row.created_at,
        "way": row.way,
        "wants": row.wants,
        "township": row.township_code,
        "state": row.state,
        "due_at": row.due_at,
        "late": row.state is TipState.OPEN and row.due_at < clock.now(),
        "version": row.version,
    }


async def read(session: AsyncSession, *, actor: Actor, tip_id: UUID) -> dict[str, Any]:
    """Show one tip; the look is written down."""
    row = await access.tip(session, actor=actor, tip_id=tip_id)
    about = About("loan_tip", row.id, None)
    await audit.record_read(session, actor=actor, action="loan_tip:read", about=about, facts={})
    return await _whole(session, row)


async def settle(
    session: AsyncSession, *, actor: Actor, tip_id: UUID, expected: int, said: SettleTip
) -> dict[str, Any]:
    """Write down what was done about a tip. Raises NotFound, Stale, Conflict."""
    await access.tip(session, actor=actor, tip_id=tip_id)
    async with db.acting_as(session, Audience.ROUTE):
        row = await access.tip(session, actor=actor, tip_id=tip_id, lock=True)
        await session.refresh(row)
        if row.version != expected:
            raise Stale(current={"version": row.version, "state": row.state.value})
        if row.state is TipState.SETTLED:
            raise Conflict
        row.outcome_sealed = _sealed(await vault_of(session, actor.county), row, "outcome", said.outcome)
        row.state, row.settled_at, row.version = TipState.SETTLED, clock.now(), row.version + 1
        row.next_climb_at = None
        session.add(row)
        await session.flush()
        about = About("loan_tip", row.id, None)
        await audit.record(session, actor=actor, action="loan_tip:settle", about=about, facts={"version": row.version})
    return await _whole(session, row)


async def _whole(session: AsyncSession, row: LoanTip) -> dict[str, Any]:
    vault = await vault_of(session, row.county)

    def opened(column: str) -> str | None:
        blob: bytes | None = getattr(row, column)
        return vault.open(DataClass.REQUEST, Sealed("loan_tip", column, row.id), bytes(blob)) if blob else None

    return {
        **_line(row),
        "body": opened("body_sealed"),
        "agent": opened("agent_sealed"),
        "outcome": opened("outcome_sealed"),
        "settled_at": row.settled_at,
    }
