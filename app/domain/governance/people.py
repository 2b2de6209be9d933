"""Workers: invite, grant, revoke, disable. A right taken away is gone with the next call."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, enqueue
from app.audit import About
from app.crypto import Place, new_opaque_token
from app.domain.governance.inputs import Grant, Invite
from app.domain.keys import vault_of
from app.errors import Conflict, Invalid, NotFound
from app.models.accounts import Invitation, Staff, StaffCredential, StaffGrant
from app.models.catalogue import Office
from app.permissions.actors import Actor
from app.vocabulary import DataClass, OfficeKind, Role, TaskName

INVITATION_LIVES = timedelta(hours=24)


async def invite(session: AsyncSession, *, actor: Actor, said: Invite) -> dict[str, Any]:
    """Make a worker and a one-time code, valid 24 hours, shown this once; posts come by proposal."""
    taken = select(Staff.id).where(col(Staff.county) == actor.county, col(Staff.login_name) == said.login_name)
    if (await session.exec(taken)).first() is not None:
        raise Conflict("这个登录名有人用了，请换一个。")
    await _check_post(session, actor, said.role, said.office)
    vault = await vault_of(session, actor.county)
    worker = Staff(county=actor.county, login_name=said.login_name, name_sealed=b"", home_village=said.home_village)
    worker.name_sealed = vault.seal(DataClass.IDENTITY, Place("staff", "name_sealed", worker.id), said.name)
    code, digest = new_opaque_token()
    session.add(worker)
    await session.flush()
    session.add_all(
        (
            StaffCredential(county=actor.county, id=worker.id),
            Invitation(
                county=actor.county,
                staff_id=worker.id,
                code_hash=digest,
                invited_by=actor.id,
                expires_at=clock.now() + INVITATION_LIVES,
            ),
        )
    )
    await session.flush()
    facts = {"role": said.role.value, "office": said.office}
    await audit.record(session, actor=actor, action="staff:invite", about=About("staff", worker.id, None), facts=facts)
    return {"staff_id": worker.id, "code": code, "expires_at": clock.now() + INVITATION_LIVES}


async def _check_post(session: AsyncSession, actor: Actor, role: Role, office: str) -> None:
    if role in (Role.WOMAN, Role.SYSTEM):
        raise Invalid("这个身份不能分配给工作人员。", field="role")
    query = select(Office.kind).where(col(Office.county) == actor.county, col(Office.code) == office)
    kind = (await session.exec(query)).first()
    if kind is None:
        raise Invalid("没有这个单位。", field="office")
    if (kind is OfficeKind.PROVIDER) is not (role is Role.PROVIDER):
        raise Invalid("培训机构的人只能在自己的机构，单位的人不能在培训机构。", field="office")


async def staff(session: AsyncSession, *, actor: Actor, office: str | None, limit: int) -> list[dict[str, Any]]:
    """List workers with their live posts."""
    query = select(Staff).where(col(Staff.county) == actor.county)
    if office is not None:
        here = select(StaffGrant.staff_id).where(
            col(StaffGrant.county) == actor.county,
            col(StaffGrant.office_code) == office,
            col(StaffGrant.revoked_at).is_(None),
        )
        query = query.where(col(Staff.id).in_(here))
    workers = (await session.exec(query.order_by(col(Staff.login_name)).limit(limit))).all()
    posts = await _posts(session, actor, [worker.id for worker in workers])
    vault = await vault_of(session, actor.county)
    return [
        {
            "id": worker.id,
            "login_name": worker.login_name,
            "name": vault.open(DataClass.IDENTITY, Place("staff", "name_sealed", worker.id), bytes(worker.name_sealed)),
            "disabled": worker.disabled_at is not None,
            "grants": posts.get(worker.id, []),
        }
        for worker in workers
    ]


async def _posts(session: AsyncSession, actor: Actor, ids: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    query = select(StaffGrant).where(
        col(StaffGrant.county) == actor.county,
        col(StaffGrant.staff_id).in_(ids),
        col(StaffGrant.revoked_at).is_(None),
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in (await session.exec(query)).all():
        post = {"id": row.id, "role": row.role, "office": row.office_code, "divisions": row.divisions}
        found.setdefault(row.staff_id, []).append(post)
    return found


async def _worker(session: AsyncSession, actor: Actor, staff_id: UUID) -> Staff:
    query = select(Staff).where(col(Staff.county) == actor.county, col(Staff.id) == staff_id)
    worker = (await session.exec(query)).one_or_none()
    if worker is None:
        raise NotFound
    return worker


async def refuse_unknown_post(session: AsyncSession, actor: Actor, staff_id: UUID, role: Role, office: str) -> None:
    """Refuse a post nobody could hold. Raises NotFound, Invalid."""
    await _worker(session, actor, staff_id)
    await _check_post(session, actor, role, office)


async def grant(session: AsyncSession, *, actor: Actor, staff_id: UUID, said: Grant) -> None:
    """Give a worker one more post."""
    worker = await _worker(session, actor, staff_id)
    await _check_post(session, actor, said.role, said.office)
    session.add(
        StaffGrant(
            county=actor.county,
            staff_id=worker.id,
            role=said.role,
            office_code=said.office,
            divisions=list(said.divisions),
            granted_by=actor.id,
        )
    )
    facts = {"role": said.role.value, "office": said.office}
    await audit.record(session, actor=actor, action="staff:grant", about=About("staff", worker.id, None), facts=facts)


async def revoke(session: AsyncSession, *, actor: Actor, staff_id: UUID, grant_id: UUID) -> None:
    """Take a post away; whoever acts in it can do nothing more from the next call on."""
    query = select(StaffGrant).where(
        col(StaffGrant.county) == actor.county,
        col(StaffGrant.id) == grant_id,
        col(StaffGrant.staff_id) == staff_id,
    )
    row = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        session.add(row)
        await session.flush()
    facts = {"role": row.role.value, "office": row.office_code}
    await audit.record(session, actor=actor, action="staff:revoke", about=About("staff", staff_id, None), facts=facts)
    await enqueue.defer(session, TaskName.HAND_OVER, county=actor.county)


async def disable(session: AsyncSession, *, actor: Actor, staff_id: UUID) -> None:
    """Let a worker act no more."""
    worker = await _worker(session, actor, staff_id)
    worker.disabled_at = worker.disabled_at or clock.now()
    session.add(worker)
    await session.flush()
    about = About("staff", staff_id, None)
    await audit.record(session, actor=actor, action="staff:disable", about=about, facts={})
    await enqueue.defer(session, TaskName.HAND_OVER, county=actor.county)
