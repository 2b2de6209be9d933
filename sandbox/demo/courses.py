"""Two hundred courses and activities over thirty townships, in every state, with lines of waiting and certificates.

They are written as rows by their own dice; time is then let pass by the worker's own functions: courses begin and end,
certificates are given, questions are asked.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import text
from sqlmodel import SQLModel

from app import clock, db
from app.clock import COUNTY_ZONE
from app.crypto import Place
from app.db import Context
from app.domain import reviews
from app.domain.courses import publishing
from app.domain.courses.inputs import Session, WriteCourse
from app.domain.providers.licences import LETTERS, is_licence
from app.models.base import new_id
from app.models.catalogue import Office
from app.models.courses import Attendance, Course, CourseText, Enrolment
from app.models.offerings import Provider
from app.permissions.actors import PROVIDER_OFFICE, Actor
from app.vocabulary import (
    AttendanceWay,
    Audience,
    CourseKind,
    CourseState,
    DataClass,
    EnrolmentState,
    OfficeKind,
    ProviderState,
    ReviewKind,
    Role,
    TextState,
)
from sandbox.demo import names
from sandbox.demo.offers import OFFERS, PROVIDERS, Offer
from sandbox.demo.people import Cast, Stage, hire_one

COUNT = 200
LIVED = 400
BITE = 500
STARTS = (9, 14, 19)
S = CourseState


async def open_providers(stage: Stage, cast: Cast, random: Random) -> list[Provider]:
    """Let the invented providers in: checked, with an office and a teacher each."""
    made = []
    for number, name in enumerate(PROVIDERS):
        key = new_id()
        provider = Provider(
            county=cast.county,
            id=key,
            created_at=stage.now,
            code=f"{PROVIDER_OFFICE}{number + 1:012d}",
            organisation=name,
            licence_number=_licence(number),
            contact_sealed=stage.vault.seal(
                DataClass.IDENTITY, Place("provider", "contact_sealed", key), names.person(random)
            ),
            phone_sealed=stage.vault.seal(
                DataClass.CONTACT, Place("provider", "phone_sealed", key), names.phone(9000 + number)
            ),
            about=f"{name}（演示用，不是真的机构）",
            reader="womens_federation" if number % 2 else "human_resources",
            state=ProviderState.ACCEPTED,
            decided_at=stage.now,
        )
        office = Office(
            county=cast.county,
            code=provider.code,
            kind=OfficeKind.PROVIDER,
            name=name,
            valid_from=stage.now.date(),
            version=2,
        )
        stage.session.add_all((provider, office))
        await stage.session.flush()
        await hire_one(stage, cast, Role.PROVIDER, provider.code, f"provider.{number + 1}", name)
        made.append(provider)
    return made


def _licence(number: int) -> str:
    body = f"91500230MA{number:07d}"
    return next(body + letter for letter in LETTERS if is_licence(body + letter))


class Fair:
    """Everything that is offered: who offers, where, and the dice."""

    def __init__(self, stage: Stage, cast: Cast, providers: list[Provider], random: Random) -> None:
        self.stage, self.cast, self.providers, self.random = stage, cast, providers, random
        places = stage.folder.places
        self.towns = [place for place in places if place.level == "township"]
        self.villages = {
            town.code: [place.code for place in places if place.parent == town.code] for town in self.towns
        }

    async def fill(self, count: int) -> None:
        """Write `count` courses; the first few hundred have people in them."""
        rows: list[SQLModel] = []
        for number in range(count):
            rows += self._one(number)
            if len(rows) > BITE:
                await self._keep(rows)
        await self._keep(rows)

    async def _keep(self, rows: list[SQLModel]) -> None:
        for table in (Course, CourseText, Enrolment, Attendance):  # parents first
            self.stage.session.add_all(row for row in rows if isinstance(row, table))
            await self.stage.session.flush()
        self.stage.session.expunge_all()
        rows.clear()

    def _one(self, number: int) -> Iterator[SQLModel]:
        offer, count = OFFERS[number % len(OFFERS)], len(self.towns)
        town = self.towns[(number + number // count) % count]  # one further each round: every state comes to every town
        provider = self.providers[number % len(self.providers)]
        state = _state(number)
        said = self._said(offer, town.code, town.name, state, number)
        course = _course(self.cast.county, provider, said, state, self.stage.now)
        publishing.wear(course, said, self.stage.folder)
        places = list(self._places(course, number)) if number < LIVED and course.shown else []
        yield course
        yield _text(course, said, TextState.DRAFT if state is S.DRAFT else TextState.LIVE)
        yield from places

    def _said(self, offer: Offer, town: str, town_name: str, state: CourseState, number: int) -> WriteCourse:
        times = self.random.choice((1, 1, 2, 3, 5)) if offer.kind is CourseKind.COURSE else 1
        starts = self._start(state, times)
        hours = self.random.choice((2, 2.5, 3, 3, 7))
        return WriteCourse(
            kind=offer.kind,
            title=offer.title,
            topic=offer.topic,
            summary=offer.summary,
            host_office=offer.host,
            township=town,
            village=self.random.choice(self.villages[town]) if number % 3 else None,
            place=f"{town_name}便民服务中心",
            sessions=[
                Session(starts_at=starts + timedelta(days=day), ends_at=starts + timedelta(days=day, hours=hours))
                for day in range(times)
            ],
            seats=4 if number % 6 == 5 else self.random.choice((12, 20, 30)),  # noqa: PLR2004  one in six is soon full
            fee_fen=self.random.choice((0, 0, 0, 5_000, 19_800)) if not offer.host else 0,
            who_may_come="十六岁以上都可以来，优先留守妇女。",
            childcare=number % 3 == 0,
            transport=number % 4 == 0,
            reading_help=number % 2 == 0,
            contact_name=names.person(self.random)[:1] + "老师",
            contact_phone=names.phone(9100 + number % 800),
        )

    def _start(self, state: CourseState, times: int) -> datetime:
        """Choose when it begins, by where it is in its life."""
        days = {S.RUNNING: -1, S.FINISHED: -self.random.randint(times + 3, 150)}
        day = days.get(state, self.random.randint(2, 75))
        local = self.stage.now.astimezone(COUNTY_ZONE).replace(minute=0, second=0, microsecond=0)
        return local.replace(hour=self.random.choice(STARTS)) + timedelta(days=day)

    def _places(self, course: Course, number: int) -> Iterator[SQLModel]:
        """Fill seats, let others wait, and let those of courses that were held have come."""
        full = number % 6 == 5  # noqa: PLR2004  see _said
        wanted = course.seats + self.random.randint(2, 4) if full else self.random.randint(1, 6)
        women = self.random.sample(self.cast.women, min(wanted, len(self.cast.women)))
        for woman in women:
            row = _enrolment(course, woman, self.random)
            yield row
            if course.state is S.RUNNING and course.ends_at < self.stage.now and row.state is EnrolmentState.ENROLLED:
                yield from self._came(course, row)

    def _came(self, course: Course, row: Enrolment) -> Iterator[Attendance]:
        for session, one in enumerate(course.content["sessions"], start=1):
            if self.random.random() < 0.9:  # noqa: PLR2004  nearly everybody comes nearly every time
                at = datetime.fromisoformat(one["starts_at"])
                yield Attendance(
                    county=course.county,
                    created_at=at,
                    course_id=course.id,
                    enrolment_id=row.id,
                    profile_id=row.profile_id,
                    provider_code=course.provider_code,
                    session_number=session,
                    way=AttendanceWay.QR if session % 2 else AttendanceWay.LIST,
                    attended_at=at,
                    late=False,
                )


def _state(number: int) -> CourseState:
    """Share the states out: three in ten are over, one in ten runs, a few are called off or still written."""
    last = number % 20
    if last in (4, 14):
        return S.CANCELLED if last == 4 else S.DRAFT  # noqa: PLR2004  one of each in twenty
    return {0: S.FINISHED, 1: S.FINISHED, 2: S.FINISHED, 3: S.RUNNING}.get(number % 10, S.PUBLISHED)


def _course(county: str, provider: Provider, said: WriteCourse, state: CourseState, now: datetime) -> Course:
    """Make the row; what is over begins as running, and the worker's own function ends it."""
    return Course(
        county=county,
        id=new_id(),
        created_at=min(now, said.sessions[0].starts_at - timedelta(days=20)),
        provider_id=provider.id,
        provider_code=provider.code,
        provider_name=provider.organisation,
        kind=said.kind,
        topic=said.topic,
        state=S.RUNNING if state is S.FINISHED else state,
        shown=state is not S.DRAFT,
        content={},
        township_code=said.township,
        starts_at=said.sessions[0].starts_at,
        ends_at=said.sessions[-1].ends_at,
        free=True,
        childcare=False,
        half_day=False,
        off_season=False,
        seats=said.seats,
        cancel_reason="报名的人太少，这次不办了，对不起。" if state is S.CANCELLED else None,
    )


def _text(course: Course, said: WriteCourse, state: TextState) -> CourseText:
    return CourseText(
        county=course.county,
        created_at=course.created_at,
        course_id=course.id,
        provider_code=course.provider_code,
        number=1,
        content=said.model_dump(mode="json"),
        state=state,
    )


def _enrolment(course: Course, woman: Actor, random: Random) -> Enrolment:
    assert woman.profile_id is not None  # noqa: S101  women have profiles
    seated = course.taken < course.seats
    course.taken, course.waiting = course.taken + seated, course.waiting + (not seated)
    position, course.next_position = course.next_position, course.next_position + 1
    return Enrolment(
        county=course.county,
        created_at=course.created_at + timedelta(hours=position),
        course_id=course.id,
        profile_id=woman.profile_id,
        provider_code=course.provider_code,
        topic=course.topic,
        state=EnrolmentState.ENROLLED if seated else EnrolmentState.WAITING,
        position=position,
        needs_childcare=random.random() < 0.3,  # noqa: PLR2004  about every third
        needs_transport=random.random() < 0.2,  # noqa: PLR2004  about every fifth
        needs_reading_help=random.random() < 0.1,  # noqa: PLR2004  about every tenth
    )


async def let_time_pass(county: str) -> None:
    """Do as the worker does: end what is over, give certificates, ask; drafts go to their reviewers."""
    from app.jobs import minding_courses  # noqa: PLC0415  as the worker, whose database is open by now

    await minding_courses.mind(county)
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        query = text("""
            SELECT t.id, t.content ->> 'title' AS title, p.reader FROM course_text t
            JOIN course c ON c.county = t.county AND c.id = t.course_id
            JOIN provider p ON p.county = c.county AND p.id = c.provider_id
            WHERE t.county = :county AND t.state = 'draft' ORDER BY t.id
        """)
        for row in (await session.execute(query, {"county": county})).all():
            subject: tuple[Any, str] = (row.id, row.title)
            await reviews.begin(session, county=county, kind=ReviewKind.COURSE, subject=subject, reader=row.reader)
        await session.execute(
            text("UPDATE course_text SET state = 'review' WHERE county = :county AND state = 'draft'"),
            {"county": county},
        )
        await session.execute(
            text("""
                UPDATE outcome_ask SET answered_at = :now,
                       answer = (ARRAY['employed', 'business', 'none'])[1 + abs(hashtext(id::text)) % 3]
                WHERE county = :county AND abs(hashtext(id::text)) % 4 > 0
            """),
            {"county": county, "now": clock.now()},
        )
