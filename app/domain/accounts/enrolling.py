"""A second factor: a secret shown once, proved by a code, with ten codes for the day it is lost (ADM-06, R20)."""

import secrets
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place, opaque_digest
from app.domain.accounts import second_factor
from app.domain.keys import vault_of
from app.errors import CodeWrong, Conflict, Invalid, NotFound
from app.models.accounts import RecoveryCode, SignInSession, Staff, StaffCredential
from app.permissions.actors import Actor
from app.vocabulary import DataClass

ISSUER = "守望"
CODES, CODE_LETTERS = 10, "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 16


async def _own(session: AsyncSession, actor: Actor) -> StaffCredential:
    query = select(StaffCredential).where(
        col(StaffCredential.county) == actor.county, col(StaffCredential.id) == actor.id
    )
    row = (await session.exec(query.with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    return row


async def begin(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Make a secret and keep it as pending; the one in force stays until the new one is proved.

    Raises Conflict when one is enrolled and this session came without it.
    """
    row = await _own(session, actor)
    if row.totp_sealed is not None and not actor.strong:
        raise Conflict("已经绑定过动态码，请用动态码登录后再换。")
    secret = second_factor.new_secret()
    vault = await vault_of(session, actor.county)
    place = Place("staff_credential", "totp_pending_sealed", row.id)
    row.totp_pending_sealed = vault.seal(DataClass.IDENTITY, place, secret)
    session.add(row)
    await session.flush()
    name = select(Staff.login_name).where(col(Staff.county) == actor.county, col(Staff.id) == actor.id)
    login = (await session.exec(name)).one()
    return {"secret": secret, "uri": second_factor.enrolment_uri(secret, login_name=login, issuer=ISSUER)}


async def confirm(session: AsyncSession, *, actor: Actor, code: str) -> dict[str, Any]:
    """Take the pending secret into force; this session counts as strong from now on. Raises Invalid."""
    row = await _own(session, actor)
    if row.totp_pending_sealed is None:
        raise Conflict("请先点开始绑定。")
    vault = await vault_of(session, actor.county)
    pending = Place("staff_credential", "totp_pending_sealed", row.id)
    secret = vault.open(DataClass.IDENTITY, pending, bytes(row.totp_pending_sealed))
    step = second_factor.used_step(secret, code, last_used=None, moment=clock.now())
    if step is None:
        raise Invalid("动态码不对，请看手机上此刻的六位数。", field="code")
    row.totp_sealed = vault.seal(DataClass.IDENTITY, Place("staff_credential", "totp_sealed", row.id), secret)
    row.totp_pending_sealed, row.totp_last_step = None, step
    session.add(row)
    await _proved(session, actor)
    codes = await _new_codes(session, actor)
    about = About("staff", actor.id, None)
    await audit.record(session, actor=actor, action="second_factor:enrol", about=about, facts={"codes": len(codes)})
    return {"recovery_codes": codes}


async def prove(session: AsyncSession, *, actor: Actor, code: str) -> dict[str, Any]:
    """Take a fresh code of the factor in force, each once; how often one may try is the gate's. Raises CodeWrong."""
    row = await _own(session, actor)
    if row.totp_sealed is None:
        raise Conflict("请先绑定动态码。")
    vault = await vault_of(session, actor.county)
    place = Place("staff_credential", "totp_sealed", row.id)
    secret = vault.open(DataClass.IDENTITY, place, bytes(row.totp_sealed))
    step = second_factor.used_step(secret, code, last_used=row.totp_last_step, moment=clock.now())
    if step is None:
        raise CodeWrong
    row.totp_last_step = step
    session.add(row)
    await _proved(session, actor)
    about = About("staff", actor.id, None)
    await audit.record(session, actor=actor, action="second_factor:prove", about=about, facts={})
    return {"proved_at": clock.now()}


async def _proved(session: AsyncSession, actor: Actor) -> None:
    """This session gave its second factor just now."""
    row = await session.get(SignInSession, (actor.county, actor.session_id))
    if row is not None:
        row.strong, row.proved_at = True, clock.now()
        session.add(row)
        await session.flush()


async def _new_codes(session: AsyncSession, actor: Actor) -> list[str]:
    """Give ten fresh codes; older ones are void."""
    await session.exec(
        delete(RecoveryCode).where(col(RecoveryCode.county) == actor.county, col(RecoveryCode.staff_id) == actor.id)
    )
    codes = ["".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    session.add_all(
        RecoveryCode(county=actor.county, staff_id=actor.id, code_hash=opaque_digest(code)) for code in codes
    )
    await session.flush()
    return codes
