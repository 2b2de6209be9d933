"""Her loan: say that she wants one, see every step, take it back, keep or erase a self-check, tell of an agent."""

from typing import Annotated

from fastapi import APIRouter, status

from app.domain.loans import inputs, keeping, tips, tracking
from app.http.gates import may
from app.http.idempotency import KeyedRoute
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.loan_tracker import AgentReported, CheckKept, MyLoan

router = APIRouter(prefix="/v1/my/loan", tags=["my loan"], route_class=KeyedRoute)
Her = Annotated[Actor, may(Action.LOAN_APPLY)]


@router.get("", response_model=MyLoan)
async def show(actor: Her, session: Session) -> object:
    """Show her applications, step by step."""
    return await tracking.mine(session, actor=actor)


@router.post("", response_model=MyLoan, status_code=status.HTTP_201_CREATED)
async def intend(actor: Her, session: Session, said: inputs.Intend) -> object:
    """Say that she wants a loan."""
    return await tracking.intend(session, actor=actor, said=said)


@router.post("/withdraw", response_model=MyLoan)
async def withdraw(actor: Her, session: Session) -> object:
    """Take it back."""
    return await tracking.withdraw(session, actor=actor)


@router.put("/self-check", response_model=CheckKept)
async def keep_check(actor: Her, session: Session, said: inputs.KeepCheck) -> object:
    """Keep a self-check, with her yes."""
    return await keeping.keep(session, actor=actor, said=said)


@router.delete("/self-check", response_model=CheckKept)
async def erase_check(actor: Her, session: Session) -> object:
    """Erase it."""
    return await keeping.erase(session, actor=actor)


@router.post("/agent-reports", response_model=AgentReported, status_code=status.HTTP_201_CREATED)
async def report_agent(actor: Her, session: Session, said: inputs.ReportAgentAsHer) -> object:
    """Tell of an unknown agent; her own case goes to named people."""
    return await tips.report_as_her(session, actor=actor, said=said)
