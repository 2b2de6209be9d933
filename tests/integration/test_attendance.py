"""Who came, what it is worth, and what came of it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app import clock
from app.domain.courses import attending, certifying, outcomes
from app.domain.courses.outcomes import months_after
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.offerings import course, enrolled, mind, provider, published, send_list, sessions
from tests.visits import Visits
from tests.world import COUNTY, World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
STARTS = MONDAY + timedelta(days=10)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_monday() -> Any:
    """Every test here begins on one Monday morning."""
    with clock.stopped(MONDAY):
        yield


@pytest.fixture
async def teacher(world: World) -> Actor:
    """Somebody of a provider that may post."""
    return (await provider(world))[0]


@pytest.fixture
async def reviewer(world: World) -> Actor:
    """Somebody of the reviewing office."""
    return await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")


async def qr(visit: Visits, teacher: Actor, made: str, number: int = 1) -> Any:
    async with visit(teacher) as client:
        return await client.get(f"/v1/provider/courses/{made}/sessions/{number}/qr")


async def check_in(visit: Visits, her: Actor, enrolment: str, token: str) -> Any:
    async with visit(her) as she:
        return await she.post(f"/v1/my/enrolments/{enrolment}/check-in", json={"token": token})


async def test_CRS_05_the_code_is_signed_short_lived_and_for_one_session(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, sessions=sessions(STARTS, times=2)))
    her, stranger = await world.woman(), await world.woman()
    enrolment = await enrolled(visit, her, made)
    other = await enrolled(visit, stranger, await published(visit, teacher, reviewer, course(STARTS)))
    early = await qr(visit, teacher, made)
    assert (early.status_code, early.json()["code"]) == (422, "not_session_time")
    with clock.stopped(STARTS):
        shown = (await qr(visit, teacher, made)).json()
        assert shown["svg"].startswith("<svg")
        good = await check_in(visit, her, enrolment, shown["token"])
        twice = await check_in(visit, her, enrolment, shown["token"])
        foreign = await check_in(visit, stranger, other, shown["token"])
        forged = await check_in(visit, her, enrolment, shown["token"][:-2] + "AA")
        nonsense = await check_in(visit, her, enrolment, "这不是码" * 6)
        not_hers = await check_in(visit, stranger, enrolment, shown["token"])
    with clock.stopped(STARTS + timedelta(minutes=2, seconds=1)):
        old = await check_in(visit, her, enrolment, shown["token"])
    assert (good.status_code, good.json()["came"], twice.json()["came"]) == (200, 1, 1)
    for refused in (foreign, forged, nonsense, old):
        assert (refused.status_code, refused.json()["code"]) == (422, "qr_over")
    assert not_hers.status_code == 404


async def test_CRS_05_a_list_kept_without_a_signal_is_taken_late_marked_and_counted_once(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, sessions=sessions(STARTS, times=2)))
    women = [await world.woman() for _ in range(3)]
    first, second, third = [await enrolled(visit, her, made) for her in women]
    with clock.stopped(STARTS + HOUR):
        on_time = await send_list(visit, teacher, made, (first, 1, STARTS))
    with clock.stopped(STARTS + 4 * DAY):
        entries = ((first, 1, STARTS), (second, 1, STARTS), (second, 1, STARTS), (third, 2, STARTS + DAY))
        late = await send_list(visit, teacher, made, *entries)
        again = await send_list(visit, teacher, made, *entries)
    assert on_time.json() == {"taken": 1, "already_there": 0, "late": 0, "certificates": 0}
    assert (late.json()["taken"], late.json()["already_there"]) == (2, 2)
    assert (again.json()["taken"], again.json()["already_there"]) == (0, 4)
    async with world.as_owner() as session:
        rows = (
            await session.execute(
                text("SELECT session_number, late, way FROM attendance ORDER BY session_number, late")
            )
        ).all()
    assert [tuple(row) for row in rows] == [(1, False, "list"), (1, True, "list"), (2, True, "list")]


async def test_CRS_05_one_wrong_line_and_nothing_of_the_list_is_taken(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    her = await enrolled(visit, await world.woman(), made)
    with clock.stopped(STARTS + HOUR):
        unknown = await send_list(visit, teacher, made, (her, 1, STARTS), (str(uuid4()), 1, STARTS))
        no_session = await send_list(visit, teacher, made, (her, 1, STARTS), (her, 2, STARTS))
        other_day = await send_list(visit, teacher, made, (her, 1, STARTS - DAY))
        ahead = await send_list(visit, teacher, made, (her, 1, STARTS + 2 * HOUR))
    codes = [one.json()["code"] for one in (unknown, no_session, other_day, ahead)]
    assert codes == ["not_on_the_list", "no_such_session", "not_session_time", "not_session_time"]
    async with world.as_owner() as session:
        assert (await session.execute(text("SELECT count(*) FROM attendance"))).scalar_one() == 0


async def test_CRS_06_whoever_came_often_enough_gets_a_certificate_anybody_can_check(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, sessions=sessions(STARTS, times=5)))
    often, seldom = await world.woman(name="张小妹"), await world.woman()
    keys = [await enrolled(visit, her, made) for her in (often, seldom)]
    lines = [(keys[0], number, STARTS + (number - 1) * DAY) for number in range(1, 5)]
    with clock.stopped(STARTS + 4 * DAY + HOUR):
        await mind()
        await send_list(visit, teacher, made, *lines, (keys[1], 1, STARTS))
        async with visit(often) as she:
            assert (await she.get("/v1/my/enrolments")).json()["items"][0]["certificate"] is None, "it still runs"
    with clock.stopped(STARTS + 5 * DAY):
        await mind()
        await mind()
        async with visit(often) as she, visit(seldom) as other, visit() as anybody:
            code = (await she.get("/v1/my/enrolments")).json()["items"][0]["certificate"]
            assert (await other.get("/v1/my/enrolments")).json()["items"][0]["certificate"] is None
            answers = [await anybody.get(f"/v1/certificates/{one}") for one in (code, code.replace("-", "").lower())]
            nobody = [
                await anybody.get(f"/v1/certificates/{one}") for one in ("ABCDEFGHJKMN", "没有这样的编号没有这样的")
            ]
    assert re.fullmatch(r"[A-HJKMNP-Z2-9]{4}(-[A-HJKMNP-Z2-9]{4}){2}", code)
    assert answers[0].json() == answers[1].json()
    assert answers[0].json() == {
        "code": code,
        "title": "高级月嫂培训",
        "provider": "巧手培训学校",
        "holder": "张**",
        "sessions": 5,
        "issued_on": "2026-12-08",
    }
    assert {one.status_code for one in nobody} == {404}
    assert nobody[0].json()["title"] == nobody[1].json()["title"]


async def test_CRS_06_checking_certificates_is_limited(visit: Visits) -> None:
    async with visit() as anybody:
        answers = [await anybody.get("/v1/certificates/ABCDEFGHJKMN") for _ in range(31)]
    assert [one.status_code for one in answers] == [404] * 30 + [429]


def test_CRS_06_a_code_is_never_drawn_twice_in_a_thousand_and_has_no_letters_that_look_alike() -> None:
    drawn = {certifying.new_code() for _ in range(1000)}
    assert len(drawn) == 1000
    assert not set("".join(drawn)) & set("01ILO")


@pytest.mark.parametrize(
    ("ended", "months", "asked"),
    [
        (datetime(2026, 11, 30, 4, tzinfo=UTC), 1, "2026-12-30"),
        (datetime(2026, 11, 30, 4, tzinfo=UTC), 3, "2027-02-28"),
        (datetime(2026, 12, 31, 17, tzinfo=UTC), 1, "2027-02-01"),
    ],
)
def test_CRS_06_months_are_the_countys_calendar_months(ended: datetime, months: int, asked: str) -> None:
    assert months_after(ended, months).date().isoformat() == asked


async def test_CRS_06_she_is_asked_after_one_and_three_months_once_and_answers_with_one_tap(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    came, stayed_away = await world.woman(), await world.woman()
    key, other = await enrolled(visit, came, made), await enrolled(visit, stayed_away, made)
    with clock.stopped(STARTS + HOUR):
        await send_list(visit, teacher, made, (key, 1, STARTS))
    async with visit(came) as she:
        for days, question in ((20, None), (31, 1), (32, 1), (91, 3), (92, 3)):
            with clock.stopped(STARTS + days * DAY + 4 * HOUR):
                await mind()
                await mind()
                assert (await she.get("/v1/my/enrolments")).json()["items"][0]["question"] == question
                if days in (32, 92):
                    answer = "none" if days == 32 else "business"
                    told = await she.post(f"/v1/my/enrolments/{key}/outcome", json={"answer": answer})
                    assert (told.status_code, told.json()["question"]) == (200, None)
        heard = [one["kind"] for one in (await she.get("/v1/my/notices?limit=50")).json()["items"]]
    with clock.stopped(STARTS + 99 * DAY):
        async with visit(stayed_away) as she:
            nothing = await she.post(f"/v1/my/enrolments/{other}/outcome", json={"answer": "none"})
            heard_other = [one["kind"] for one in (await she.get("/v1/my/notices")).json()["items"]]
    assert (nothing.status_code, nothing.json()["code"]) == (409, "not_asked")
    assert "course_asks" not in heard_other
    assert heard.count("course_asks") <= 2
    async with world.as_owner() as session:
        rows = (await session.execute(text("SELECT month, answer FROM outcome_ask ORDER BY month"))).all()
    assert [tuple(row) for row in rows] == [(1, "none"), (3, "business")]


async def test_CRS_06_a_worker_that_missed_both_questions_asks_the_later_one(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    key = await enrolled(visit, await world.woman(), made)
    with clock.stopped(STARTS + HOUR):
        await send_list(visit, teacher, made, (key, 1, STARTS))
    await mind(STARTS + 95 * DAY)
    async with world.as_owner() as session:
        assert (await session.execute(text("SELECT month FROM outcome_ask"))).scalars().all() == [3]


async def test_CRS_05_a_token_says_nothing_of_its_holder(world: World) -> None:
    vault, made = await world.vault(), UUID(int=7)
    token = attending.token_of(vault, made, 3, MONDAY + HOUR)
    assert attending.read_token(vault, token, MONDAY) == (made, 3)
    assert len(token) < 60


async def test_CRS_06_the_code_of_the_last_hour_earns_the_certificate_though_the_course_has_ended(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    her = await world.woman()
    enrolment = await enrolled(visit, her, made)
    with clock.stopped(STARTS + 4 * HOUR):
        await mind()
        token = (await qr(visit, teacher, made)).json()["token"]
        came = await check_in(visit, her, enrolment, token)
        twice = await check_in(visit, her, enrolment, token)
    assert (came.status_code, came.json()["came"]) == (200, 1)
    assert came.json()["certificate"] is not None
    assert twice.json()["certificate"] == came.json()["certificate"]
    async with world.as_owner() as session:
        query = text("SELECT facts ->> 'count' FROM audit_event WHERE action = 'course:attend' ORDER BY position")
        assert list((await session.execute(query)).scalars()) == ["1", "0"], "a second scan is no second coming"


async def test_CRS_06_a_course_with_nobody_left_to_ask_is_not_looked_at_again(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made, empty = [await published(visit, teacher, reviewer, course(STARTS)) for _ in range(2)]
    key = await enrolled(visit, await world.woman(), made)
    with clock.stopped(STARTS + HOUR):
        await send_list(visit, teacher, made, (key, 1, STARTS))
    with clock.stopped(STARTS + DAY):
        await mind()
    due = []
    with clock.stopped(STARTS + 31 * DAY + 4 * HOUR):
        for _ in range(2):
            async with world.as_worker() as session:
                due.append(await outcomes.due(session, county=COUNTY))
            await mind()
    assert due == [[(UUID(made), 1)], []], f"nobody came to {empty}"
