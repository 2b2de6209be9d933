"""Who came: by the QR code in the teacher's hand, or from a list, perhaps kept without a signal (CRS-05)."""

import base64
import hmac
import io
import struct
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import segno
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Vault
from app.domain.courses import access, certifying, refusals
from app.domain.courses.inputs import AttendanceList, Came, Session
from app.domain.keys import vault_of
from app.models.base import new_id
from app.models.courses import Attendance, Course, Enrolment
from app.permissions.actors import Actor
from app.vocabulary import AttendanceWay, Audience, EnrolmentState

LIVES = timedelta(minutes=2)
AROUND = timedelta(hours=2)
_BODY = struct.Struct(">16sBI")
SIGNED = 16


def token_of(vault: Vault, course_id: UUID, number: int, expires: datetime) -> str:
    """Sign which session a code is for and until when it counts."""
    body = _BODY.pack(course_id.bytes, number, int(expires.timestamp()))
    return base64.urlsafe_b64encode(body + _signature(vault, body)).decode().rstrip("=")


def _signature(vault: Vault, body: bytes) -> bytes:
    return vault.blind_index("attendance", body.hex())[:SIGNED]


def read_token(vault: Vault, token: str, now: datetime) -> tuple[UUID, int]:
    """Give course and session of a code that is ours and not over. Raises QrOver."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        body, signature = raw[: _BODY.size], raw[_BODY.size :]
        course, number, expires = _BODY.unpack(body)
    except (ValueError, struct.error):
        raise refusals.QrOver from None
    if not hmac.compare_digest(signature, _signature(vault, body)) or expires < now.timestamp():
        raise refusals.QrOver
    return UUID(bytes=course), number


def session_of(course: Course, number: int) -> Session:
    """Give one session of what is shown, counted from 1. Raises NoSuchSession."""
    sessions = course.content["sessions"]
    if not 1 <= number <= len(sessions):
        raise refusals.NoSuchSession
    return Session.model_validate(sessions[number - 1])


def _refuse_other_hours(one: Session, moment: datetime) -> None:
    if not one.starts_at - AROUND <= moment <= one.ends_at + AROUND:
        raise refusals.NotSessionTime


async def qr_code(session: AsyncSession, *, actor: Actor, course_id: UUID, number: int) -> dict[str, Any]:
    """Draw the code of a session for the next two minutes, while the session is on."""
    course = await access.of_provider(session, actor=actor, course_id=course_id)
    now = clock.now()
    _refuse_other_hours(session_of(course, number), now)
    token = token_of(await vault_of(session, actor.county), course.id, number, now + LIVES)
    drawn = io.BytesIO()
    segno.make(token, error="m").save(drawn, kind="svg", scale=6, xmldecl=False)
    return {"session": number, "token": token, "expires_at": now + LIVES, "svg": drawn.getvalue().decode()}


async def check_in(session: AsyncSession, *, actor: Actor, enrolment_id: UUID, token: str) -> Enrolment:
    """Let her say by the teacher's code that she is here. Raises QrOver, NotEnrolled, NotSessionTime."""
    enrolment = await access.enrolment(session, actor=actor, enrolment_id=enrolment_id)
    now = clock.now()
    course_id, number = read_token(await vault_of(session, actor.county), token, now)
    if course_id != enrolment.course_id:
        raise refusals.QrOver
    if enrolment.state is not EnrolmentState.ENROLLED:
        raise refusals.NotEnrolled
    course = await access.by_id(session, county=actor.county, course_id=course_id)
    _refuse_other_hours(session_of(course, number), now)
    new = await _write(session, [_row(course, enrolment, number, AttendanceWay.QR, now)])
    await _note(session, actor, course, new)
    async with db.acting_as(session, Audience.ROUTE):  # the last session's code counts after the course has ended
        await certifying.certify(session, course, enrolment)
    return enrolment


def _row(course: Course, enrolment: Enrolment, number: int, way: AttendanceWay, at: datetime) -> dict[str, Any]:
    """Make one line; it is late when it reached us more than two hours after the session."""
    return {
        "county": course.county,
        "id": new_id(),
        "created_at": clock.now(),
        "course_id": course.id,
        "enrolment_id": enrolment.id,
        "profile_id": enrolment.profile_id,
        "provider_code": course.provider_code,
        "session_number": number,
        "way": way,
        "attended_at": at,
        "late": clock.now() > session_of(course, number).ends_at + AROUND,
    }


async def _write(session: AsyncSession, rows: list[dict[str, Any]]) -> int:
    """Write lines; what is there already stays as it was. Gives how many are new."""
    statement = insert(Attendance).values(rows).on_conflict_do_nothing().returning(col(Attendance.id))
    return len((await session.execute(statement)).all())


async def take_list(session: AsyncSession, *, actor: Actor, course_id: UUID, said: AttendanceList) -> dict[str, int]:
    """Take a list, early or late; one wrong line and nothing of it is taken, one line twice counts once.

    Raises NobodySuch, NoSuchSession, NotSessionTime.
    """
    course = await access.of_provider(session, actor=actor, course_id=course_id)
    known = await _enrolled(session, course, {one.enrolment_id for one in said.entries})
    rows = {(one.enrolment_id, one.session): _checked(course, known, one) for one in reversed(said.entries)}
    new = await _write(session, list(rows.values()))
    await _note(session, actor, course, new)
    async with db.acting_as(session, Audience.ROUTE):
        given = [await certifying.certify(session, course, known[one]) for one in sorted({key[0] for key in rows})]
    late = sum(row["late"] for row in rows.values())
    return {"taken": new, "already_there": len(said.entries) - new, "late": late, "certificates": sum(given)}


async def _enrolled(session: AsyncSession, course: Course, wanted: Iterable[UUID]) -> dict[UUID, Enrolment]:
    query = select(Enrolment).where(
        col(Enrolment.county) == course.county,
        col(Enrolment.course_id) == course.id,
        col(Enrolment.id).in_(list(wanted)),
        col(Enrolment.state) == EnrolmentState.ENROLLED,
    )
    return {row.id: row for row in (await session.exec(query)).all()}


def _checked(course: Course, known: dict[UUID, Enrolment], one: Came) -> dict[str, Any]:
    if one.enrolment_id not in known:
        raise refusals.NobodySuch
    _refuse_other_hours(session_of(course, one.session), one.attended_at)
    if one.attended_at > clock.now():
        raise refusals.NotSessionTime
    return _row(course, known[one.enrolment_id], one.session, AttendanceWay.LIST, one.attended_at)


async def _note(session: AsyncSession, actor: Actor, course: Course, count: int) -> None:
    about = About("course", course.id, None)
    await audit.record(session, actor=actor, action="course:attend", about=about, facts={"count": count})
