"""A self-check kept with her yes, shown to nobody else, gone when she says so (LON-02)."""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place
from app.domain.catalogue import queries as catalogue
from app.domain.keys import vault_of
from app.domain.ledger import consents
from app.domain.loans import checking, refusals
from app.domain.loans.inputs import KeepCheck, SelfCheck
from app.errors import AppError, NotFound
from app.models.ledger import Consent
from app.models.loans import LoanCheck
from app.permissions.actors import Actor
from app.vocabulary import ConsentPurpose, DataClass

KEPT = "存好了，只有您自己看得到，随时可以删。"
GONE = "删掉了。"


async def keep(session: AsyncSession, *, actor: Actor, said: KeepCheck) -> dict[str, Any]:
    """Keep her answers in place of those kept before. Raises KeepingNeedsYes, and what is wrong with an answer."""
    if not said.keep:
        raise refusals.KeepingNeedsYes
    if actor.profile_id is None:
        raise NotFound
    answers = SelfCheck.model_validate(said.model_dump(exclude={"keep", "heard"}))
    checking.judged((await catalogue.current(session, actor.county)).folder, answers)
    await _forget(session, actor)
    given = await consents.give(session, actor=actor, purpose=ConsentPurpose.LOAN_CHECK, heard=said.heard)
    row = LoanCheck(
        county=actor.county, profile_id=actor.profile_id, consent_id=UUID(str(given["id"])), answers_sealed=b""
    )
    vault = await vault_of(session, actor.county)
    place = Place("loan_check", "answers_sealed", row.id)
    row.answers_sealed = vault.seal(DataClass.REQUEST, place, answers.model_dump_json())
    session.add(row)
    await session.flush()
    await _note(session, actor, row, "loan:keep_check")
    return {"kept": True, "line": KEPT}


async def erase(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Erase what was kept, and end the consent; twice changes nothing."""
    await _forget(session, actor)
    return {"kept": False, "line": GONE}


async def _forget(session: AsyncSession, actor: Actor) -> None:
    row = await _row(session, actor)
    if row is None:
        return
    await session.exec(delete(LoanCheck).where(col(LoanCheck.county) == row.county, col(LoanCheck.id) == row.id))
    await consents.withdraw(session, actor=actor, consent_id=row.consent_id)
    await _note(session, actor, row, "loan:erase_check")
    session.expunge(row)


async def _row(session: AsyncSession, actor: Actor) -> LoanCheck | None:
    query = select(LoanCheck).where(
        col(LoanCheck.county) == actor.county, col(LoanCheck.profile_id) == actor.profile_id
    )
    return (await session.exec(query)).one_or_none()


async def kept(session: AsyncSession, *, actor: Actor) -> dict[str, Any] | None:
    """Judge what she kept by the questions of today; nothing where her consent ended or they do not fit any more."""
    row = await _row(session, actor)
    if row is None:
        return None
    consent = await session.get(Consent, (row.county, row.consent_id))
    if consent is None or consent.withdrawn_at is not None:
        return None
    vault = await vault_of(session, actor.county)
    text = vault.open(DataClass.REQUEST, Place("loan_check", "answers_sealed", row.id), bytes(row.answers_sealed))
    folder = (await catalogue.current(session, actor.county)).folder
    try:
        shown = checking.judged(folder, SelfCheck.model_validate(orjson.loads(text)))
    except AppError:  # each a refusal of refusals.py: what she said then is no answer to today's questions
        return None
    return shown | {"kept": True, "kept_line": KEPT}


async def _note(session: AsyncSession, actor: Actor, row: LoanCheck, action: str) -> None:
    about = About("loan_check", row.id, row.profile_id)
    await audit.record(session, actor=actor, action=action, about=about, facts={"at": clock.now().isoformat()})


async def forget_unwanted(session: AsyncSession, *, county: str) -> None:
    """Remove every kept check whose consent was taken back in the list of consents."""
    over = select(Consent.id).where(col(Consent.county) == county, col(Consent.withdrawn_at).is_not(None))
    gone = delete(LoanCheck).where(col(LoanCheck.county) == county, col(LoanCheck.consent_id).in_(over))
    await session.exec(gone.execution_options(synchronize_session=False))
