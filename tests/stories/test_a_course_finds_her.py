"""A provider posts, 妇联 reviews, she finds it by a word, waits, gets a seat, comes, and is asked what came of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app import clock
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.offerings import application, course, mind, post, reviewed, sessions
from tests.outside import StandIns, deliver_all
from tests.visits import Visits
from tests.world import World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
STARTS = MONDAY + timedelta(days=14)


async def hired(world: World, visit: Visits, federation: Actor) -> Actor:
    """An organisation applies, 妇联 checks, an administrator agrees, and its teacher signs in."""
    admin = await world.staff(Role.ADMIN, "county_desk")
    async with visit() as anybody:
        assert (
            await anybody.post("/v1/providers/applications", json=application(checked_by="womens_federation"))
        ).status_code == 201
    invitation = (await reviewed(visit, federation))["invitation"]
    async with visit(admin) as client:
        (proposal,) = (await client.get("/v1/admin/proposals")).json()["items"]
        await client.post(f"/v1/admin/proposals/{proposal['id']}/decide", json={"agree": True})
    password = {"code": invitation["code"], "password": "巧手-培训-2026-安全"}
    async with visit() as anybody:
        await anybody.post("/v1/sign-in/staff/invitation", json=password)
        signed = await anybody.post(
            "/v1/sign-in/staff", json={"login_name": invitation["login_name"], "password": password["password"]}
        )
    assert signed.status_code == 200, signed.text
    # The second factor has its own story; this teacher goes on as a worker of the office just made.
    return await world.staff(Role.PROVIDER, invitation["login_name"])


async def found(visit: Visits, word: str) -> dict[str, Any]:
    async with visit() as anybody:
        (only,) = (await anybody.get("/v1/courses", params={"q": word, "from_place": "500230101201"})).json()["items"]
    course_found: dict[str, Any] = only
    return course_found


async def heard(visit: Visits, her: Actor) -> list[str]:
    async with visit(her) as she:
        return [one["text"] for one in (await she.get("/v1/my/notices")).json()["items"]]


async def test_CRS_01_to_CRS_06_from_a_posted_course_to_what_came_of_it(world: World, visit: Visits) -> None:
    federation = await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")
    neighbour = await world.woman(name="王桂英")
    her = await world.woman(name="张小妹")
    with clock.stopped(MONDAY):
        teacher = await hired(world, visit, federation)
        said = course(STARTS, seats=1, sessions=sessions(STARTS, times=2))
        await post(visit, teacher, said)
        async with visit() as anybody:
            assert (await anybody.get("/v1/courses", params={"q": "月嫂"})).json()["items"] == []
        await reviewed(visit, federation)
        seen = await found(visit, "月嫂")
        assert seen["where_words"].startswith("就在您村里")
        assert (seen["fee_words"], seen["seats_left"]) == ("免费", 1)
        path = f"/v1/courses/{seen['id']}/enrolment"
        async with visit(neighbour) as other, visit(her) as she:
            first = (await other.post(path, json={})).json()
            waiting = (await she.post(path, json={"needs_childcare": True, "share_name": True, "heard": True})).json()
            assert (first["state"], waiting["state"], waiting["place_in_line"]) == ("enrolled", "waiting", 1)
            assert (await other.delete(path)).json()["state"] == "cancelled"
            offered = (await she.get(path)).json()
            assert offered["state"] == "offered"
            assert any("11月24日 09:00" in text for text in await heard(visit, her))
            taken = await she.post(f"/v1/my/enrolments/{offered['id']}/accept")
            assert taken.json()["state"] == "enrolled"
            calendar = await she.get("/v1/my/enrolments/calendar")
            assert calendar.text.count("BEGIN:VEVENT") == 2
            assert "DTSTART;TZID=Asia/Shanghai:20261207T090000" in calendar.text
    await comes(visit, teacher, her, seen["id"], offered["id"])
    await afterwards(world, visit, her, offered["id"])


async def comes(visit: Visits, teacher: Actor, her: Actor, course_id: str, enrolment_id: str) -> None:
    """She scans the first day; the second day the teacher writes a list and sends it when there is a signal."""
    with clock.stopped(STARTS + timedelta(minutes=5)):
        await mind()
        async with visit(teacher) as client, visit(her) as she:
            places = (await client.get(f"/v1/provider/courses/{course_id}/enrolments")).json()["items"]
            assert [(one["name"], one["needs_childcare"]) for one in places] == [("张小妹", True)]
            shown = (await client.get(f"/v1/provider/courses/{course_id}/sessions/1/qr")).json()
            came = await she.post(f"/v1/my/enrolments/{enrolment_id}/check-in", json={"token": shown["token"]})
            assert came.json()["came"] == 1
    second = STARTS + timedelta(days=1)
    with clock.stopped(second + timedelta(days=2)):
        await mind()
        entry = {"enrolment_id": enrolment_id, "session": 2, "attended_at": second.isoformat()}
        async with visit(teacher) as client:
            taken = await client.post(f"/v1/provider/courses/{course_id}/attendance", json={"entries": [entry]})
        assert taken.json() == {"taken": 1, "already_there": 0, "late": 1, "certificates": 1}


async def afterwards(world: World, visit: Visits, her: Actor, enrolment_id: str) -> None:
    """Anybody may check her certificate; she is asked after one month and after three, in words that say nothing."""
    async with visit(her) as she, visit() as anybody:
        code = (await she.get("/v1/my/enrolments")).json()["items"][0]["certificate"]
        checked = (await anybody.get(f"/v1/certificates/{code}")).json()
    assert (checked["title"], checked["holder"], checked["code"]) == ("高级月嫂培训", "张**", code)
    for days, month in ((33, 1), (95, 3)):
        with clock.stopped(STARTS + timedelta(days=days)):
            await mind()
            async with visit(her) as she:
                asked = (await she.get("/v1/my/enrolments")).json()["items"][0]
                assert asked["question"] == month
                told = await she.post(f"/v1/my/enrolments/{enrolment_id}/outcome", json={"answer": "employed"})
                assert (told.json()["question"], told.json()["outcome"]) == (None, "employed")
    stand_ins = StandIns()
    async with stand_ins.outside() as outside:
        await deliver_all(world, outside)
    said = await heard(visit, her)
    assert said
    assert not any("月嫂" in one or "培训" in one for one in said)
