"""Certificates: given to whoever came often enough, checked by anybody who is shown the code (CRS-06)."""

import math
import re
import secrets
from typing import Any

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.crypto import Place
from app.domain.keys import vault_of
from app.errors import NotFound
from app.models.accounts import Profile
from app.models.base import new_id
from app.models.courses import Attendance, Certificate, Course, Enrolment
from app.permissions.actors import system
from app.vocabulary import CourseKind, CourseState, DataClass, EnrolmentState

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 12
OFTEN_ENOUGH = 0.8
FIND = text("SELECT * FROM ctx.find_certificate(:code)")
_SIGNS = re.compile(r"[\s\-]+")


def new_code() -> str:
    """Draw twelve letters nobody mistakes for another when read out: 59 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def shown(code: str) -> str:
    """Write a code the way people read it."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


async def certify(session: AsyncSession, course: Course, enrolment: Enrolment) -> bool:
    """Give a certificate for a finished course to whoever came to four sessions out of five; once, however late.

    Runs under the route's or the worker's audience. Says whether there is a new one.
    """
    if course.state is not CourseState.FINISHED or course.kind is not CourseKind.COURSE:
        return False
    if enrolment.state is not EnrolmentState.ENROLLED:
        return False
    whole = len(course.content["sessions"])
    if await _times(session, enrolment) < math.ceil(whole * OFTEN_ENOUGH) or await _has(session, enrolment):
        return False
    await _give(session, course, enrolment, whole)
    return True


async def _times(session: AsyncSession, enrolment: Enrolment) -> int:
    query = select(func.count()).where(
        col(Attendance.county) == enrolment.county, col(Attendance.enrolment_id) == enrolment.id
    )
    return int((await session.exec(query)).one())


async def _has(session: AsyncSession, enrolment: Enrolment) -> bool:
    query = select(Certificate.id).where(
        col(Certificate.county) == enrolment.county, col(Certificate.enrolment_id) == enrolment.id
    )
    return (await session.exec(query)).first() is not None


async def _give(session: AsyncSession, course: Course, enrolment: Enrolment, sessions: int) -> None:
    key = new_id()
    certificate = Certificate(
        county=course.county,
        id=key,
        created_at=clock.now(),
        code=new_code(),
        course_id=course.id,
        enrolment_id=enrolment.id,
        profile_id=enrolment.profile_id,
        title=str(course.content["title"]),
        provider_name=course.provider_name,
        sessions=sessions,
    )
    vault = await vault_of(session, course.county)
    query = select(Profile).where(col(Profile.county) == course.county, col(Profile.id) == enrolment.profile_id)
    profile = (await session.exec(query)).one()
    if profile.name_sealed is not None:
        name = vault.open(DataClass.IDENTITY, Place("profile", "name_sealed", profile.id), bytes(profile.name_sealed))
        place = Place("certificate", "holder_sealed", key)
        certificate.holder_sealed = vault.seal(DataClass.IDENTITY, place, name[:1] + "*" * (len(name) - 1))
    session.add(certificate)
    await session.flush()
    about = About("certificate", key, enrolment.profile_id)
    await audit.record(session, actor=system(course.county), action="certificate:give", about=about, facts={})


async def check(session: AsyncSession, *, county: str, code: str) -> dict[str, Any]:
    """Say what a code stands for: the course, who gave it, and the holder's family name. Raises NotFound."""
    wanted = _SIGNS.sub("", code).upper()
    row = (await session.execute(FIND, {"code": wanted})).mappings().one_or_none()
    if row is None:
        raise NotFound("没有这张证书，请核对编号。")
    holder = ""
    if row["holder_sealed"] is not None:
        vault = await vault_of(session, county)
        place = Place("certificate", "holder_sealed", row["id"])
        holder = vault.open(DataClass.IDENTITY, place, bytes(row["holder_sealed"]))
    return {
        "code": shown(wanted),
        "title": row["title"],
        "provider": row["provider_name"],
        "holder": holder,
        "sessions": row["sessions"],
        "issued_on": row["issued_at"].astimezone(clock.COUNTY_ZONE).date(),
    }
