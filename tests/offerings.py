"""Providers and courses in a test: applying, letting in, posting."""

from datetime import datetime, timedelta
from typing import Any

from httpx import AsyncClient
from sqlalchemy import text

from app import clock, db
from app.db import Context
from app.domain.providers.licences import LETTERS, is_licence
from app.jobs import checking_content, minding_courses
from app.models.catalogue import Office
from app.models.offerings import Provider
from app.permissions.actors import Actor
from app.vocabulary import Audience, OfficeKind, ProviderState, Role
from tests.outside import StandIns
from tests.visits import Visits
from tests.world import COUNTY, World


def licence(number: int = 1) -> str:
    """The n-th invented licence, right by its check letter."""
    body = f"91500230MA{number:07d}"
    return next(body + letter for letter in LETTERS if is_licence(body + letter))


def application(**more: Any) -> dict[str, Any]:
    """What an organisation says when it applies."""
    said = {
        "organisation": "丰都巧手职业培训学校",
        "licence_number": licence(),
        "contact": "周老师",
        "phone": "19900009999",
        "about": "办月嫂、家政和电商培训，有两个教室。",
    }
    return said | more


async def provider(world: World, number: int = 7, name: str = "巧手培训学校") -> tuple[Actor, Provider]:
    """A provider that may post, and its worker."""
    vault = await world.vault()
    row = Provider(
        county=COUNTY,
        code=f"provider-{number:012d}",
        organisation=name,
        licence_number=licence(number),
        contact_sealed=b"",
        phone_sealed=b"",
        about="办各种培训。",
        reader="human_resources",
        state=ProviderState.ACCEPTED,
    )
    assert vault.county == COUNTY
    office = Office(
        county=COUNTY, code=row.code, kind=OfficeKind.PROVIDER, name=name, valid_from=row.created_at.date(), version=2
    )
    await world.add(row, office)
    return await world.staff(Role.PROVIDER, row.code), row


async def decide(client: AsyncClient, review: dict[str, Any], word: str = "accept", **said: Any) -> Any:
    """Give a reviewer's word on one line of the desk."""
    headers = {"If-Match": f'"{review["version"]}"'}
    return await client.post(f"/v1/desk/reviews/{review['id']}/{word}", json=said or None, headers=headers)


def sessions(start: datetime, *, times: int = 1, hours: float = 3, every: int = 1) -> list[dict[str, str]]:
    """So many sessions from a moment on, one every few days."""
    begins = [start + timedelta(days=every * nth) for nth in range(times)]
    return [{"starts_at": at.isoformat(), "ends_at": (at + timedelta(hours=hours)).isoformat()} for at in begins]


def course(start: datetime, **more: Any) -> dict[str, Any]:
    """A course as a provider writes it."""
    said: dict[str, Any] = {
        "kind": "course",
        "title": "高级月嫂培训",
        "topic": "domestic_service",
        "summary": "学照顾产妇和新生儿，学完推荐上岗。",
        "township": "500230101",
        "village": "500230101201",
        "place": "虎威镇便民服务中心二楼",
        "sessions": sessions(start),
        "seats": 20,
        "fee_fen": 0,
        "who_may_come": "十六岁以上都可以来",
        "childcare": True,
        "transport": False,
        "contact_name": "周老师",
        "contact_phone": "19900008888",
    }
    return said | more


async def post(visit: Visits, provider_of_it: Actor, said: dict[str, Any]) -> dict[str, Any]:
    """Write a course and send it to the reviewer."""
    async with visit(provider_of_it) as client:
        made = await client.post("/v1/provider/courses", json=said)
        assert made.status_code == 201, made.text
        sent = await client.post(
            f"/v1/provider/courses/{made.json()['id']}/submit", headers={"If-Match": made.headers["etag"]}
        )
        assert sent.status_code == 200, sent.text
    shown: dict[str, Any] = sent.json()
    return shown


async def reviewed(visit: Visits, reviewer: Actor, word: str = "accept", **said: Any) -> Any:
    """Let the machine look, then a reviewer see to the first thing on the desk."""
    await judge()
    async with visit(reviewer) as client:
        first = (await client.get("/v1/desk/reviews")).json()["items"][0]
        answer = await decide(client, first, word, **said)
        assert answer.status_code == 200, answer.text
    return answer.json()


async def judge() -> None:
    """Let the worker look at every text that waits; no person behind it has opened the program, so it asks nobody."""
    async with db.transaction(Context(Audience.WORKER, COUNTY)) as session:
        query = text("SELECT id FROM content_check WHERE state = 'waiting' ORDER BY id")
        waiting = (await session.execute(query)).scalars().all()
    async with StandIns().outside() as outside:
        for check in waiting:
            await checking_content.check_content(outside, county=COUNTY, check_id=check)


async def published(visit: Visits, provider_of_it: Actor, reviewer: Actor, said: dict[str, Any]) -> str:
    """Post a course and let it be reviewed; give its id."""
    sent = await post(visit, provider_of_it, said)
    await reviewed(visit, reviewer)
    return str(sent["id"])


async def mind(at: datetime | None = None) -> None:
    """Let the worker do what the clock asks about courses."""
    if at is None:
        await minding_courses.mind(COUNTY)
        return
    with clock.stopped(at):
        await minding_courses.mind(COUNTY)


async def enrolled(visit: Visits, her: Actor, made: str) -> str:
    """Enrol her; gives her place."""
    async with visit(her) as she:
        return str((await she.post(f"/v1/courses/{made}/enrolment", json={})).json()["id"])


async def send_list(visit: Visits, teacher: Actor, made: str, *entries: tuple[str, int, datetime]) -> Any:
    """Send a list of who came to which session, when."""
    said = [{"enrolment_id": key, "session": number, "attended_at": at.isoformat()} for key, number, at in entries]
    async with visit(teacher) as client:
        return await client.post(f"/v1/provider/courses/{made}/attendance", json={"entries": said})
