"""Courses: posting and reviewing, finding, and every refusal with its own code."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app import clock
from app.domain.courses import words
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.offerings import course, decide, judge, mind, post, provider, published, reviewed, sessions
from tests.visits import Visits
from tests.world import World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
STARTS = MONDAY + timedelta(days=10)


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


async def titles(visit: Visits, **wanted: Any) -> list[str]:
    async with visit() as anybody:
        answer = await anybody.get("/v1/courses", params=wanted)
    assert answer.status_code == 200, answer.text
    return [one["title"] for one in answer.json()["items"]]


async def version(visit: Visits, teacher: Actor, course_id: str) -> str:
    async with visit(teacher) as client:
        return (await client.get(f"/v1/provider/courses/{course_id}")).headers["etag"]


async def edit(visit: Visits, teacher: Actor, course_id: str, said: dict[str, Any]) -> Any:
    headers = {"If-Match": await version(visit, teacher, course_id)}
    async with visit(teacher) as client:
        return await client.put(f"/v1/provider/courses/{course_id}", json=said, headers=headers)


async def test_CRS_01_nothing_is_seen_before_review_and_the_review_is_due_in_three_working_days(
    visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    sent = await post(visit, teacher, course(STARTS))
    async with visit(reviewer) as client, visit() as anybody:
        (waiting,) = (await client.get("/v1/desk/reviews")).json()["items"]
        shown = (await client.get(f"/v1/desk/reviews/{waiting['id']}")).json()
        assert (await anybody.get(f"/v1/courses/{sent['id']}")).status_code == 404
    assert (waiting["kind"], waiting["due_at"]) == ("course", "2026-11-26T17:30:00+08:00")
    assert (shown["text"]["content"]["title"], shown["text"]["shown"]) == ("高级月嫂培训", None)
    assert await titles(visit) == []
    await reviewed(visit, reviewer)
    assert await titles(visit) == ["高级月嫂培训"]


async def test_CRS_01_a_returned_draft_says_why_and_may_be_sent_again(
    visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    sent = await post(visit, teacher, course(STARTS))
    await reviewed(visit, reviewer, "return", reason="请写清楚学完给不给证。")
    async with visit(teacher) as client:
        shown = (await client.get(f"/v1/provider/courses/{sent['id']}")).json()
        heard = [one["kind"] for one in (await client.get("/v1/desk/notices")).json()["items"]]
    assert (shown["texts"][0]["state"], shown["texts"][0]["reason"]) == ("returned", "请写清楚学完给不给证。")
    assert "task_changed" in heard
    assert (await edit(visit, teacher, sent["id"], course(STARTS, summary="学完发结业证书。"))).status_code == 200
    async with visit(teacher) as client:
        tag = {"If-Match": await version(visit, teacher, sent["id"])}
        assert (await client.post(f"/v1/provider/courses/{sent['id']}/submit", headers=tag)).status_code == 200
    await reviewed(visit, reviewer)
    assert await titles(visit) == ["高级月嫂培训"]


@pytest.mark.parametrize(
    "change",
    [
        {"sessions": sessions(STARTS + timedelta(days=1))},
        {"place": "虎威镇小学"},
        {"fee_fen": 30_000},
        {"title": "换了题目的班"},
    ],
    ids=["date", "place", "fee", "words"],
)
async def test_CRS_01_a_changed_date_place_or_fee_goes_back_to_review_while_the_old_text_stays(
    visit: Visits, teacher: Actor, reviewer: Actor, change: dict[str, Any]
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    async with visit() as anybody:
        before = (await anybody.get(f"/v1/courses/{made}")).json()
        assert (await edit(visit, teacher, made, course(STARTS, **change))).status_code == 200
        assert (await anybody.get(f"/v1/courses/{made}")).json() == before
        again = await edit(visit, teacher, made, course(STARTS))
        await reviewed(visit, reviewer)
        after = (await anybody.get(f"/v1/courses/{made}")).json()
    assert (again.status_code, again.json()["code"]) == (409, "in_review")
    assert after != before
    async with visit(teacher) as client:
        texts = (await client.get(f"/v1/provider/courses/{made}")).json()["texts"]
    assert [one["state"] for one in texts] == ["live", "old"]


async def test_CRS_01_seats_childcare_and_contact_change_at_once(
    visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    said = course(STARTS, seats=30, transport=True, contact_phone="19900007777")
    assert (await edit(visit, teacher, made, said)).status_code == 200
    async with visit() as anybody, visit(reviewer) as client:
        shown = (await anybody.get(f"/v1/courses/{made}")).json()
        assert (await client.get("/v1/desk/reviews")).json()["items"] == []
    assert (shown["seats"], shown["transport"], shown["contact_phone"]) == (30, True, "19900007777")


async def test_CRS_01_a_provider_sees_only_its_own_and_a_suspended_one_posts_no_more(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS))
    other, _ = await provider(world, 8, "另一家培训学校")
    async with visit(other) as client:
        assert (await client.get("/v1/provider/courses")).json()["items"] == []
        for path in ("", "/enrolments", "/sessions/1/qr"):
            assert (await client.get(f"/v1/provider/courses/{made}{path}")).status_code == 404
        tag = {"If-Match": '"3"'}
        assert (await client.put(f"/v1/provider/courses/{made}", json=course(STARTS), headers=tag)).status_code == 404
    async with visit(await world.staff(Role.PROVIDER, "human_resources")) as nobody:
        assert (await nobody.get("/v1/provider/courses")).json()["items"] == []
        assert (await nobody.post("/v1/provider/courses", json=course(STARTS))).status_code == 403


WRONG: list[tuple[str, dict[str, Any]]] = [
    (
        "session_ends_before_start",
        {"sessions": [{"starts_at": STARTS.isoformat(), "ends_at": (STARTS - timedelta(hours=1)).isoformat()}]},
    ),
    ("session_in_the_past", {"sessions": sessions(MONDAY - timedelta(days=1))}),
    ("session_too_long", {"sessions": sessions(STARTS, hours=13)}),
    ("session_too_far", {"sessions": sessions(datetime(9999, 12, 31, 10, tzinfo=UTC))}),
    ("session_in_the_past", {"sessions": sessions(datetime(1, 1, 1, tzinfo=UTC))}),
    ("sessions_overlap", {"sessions": sessions(STARTS) * 2}),
    ("village_of_another_township", {"village": "500230001001"}),
    ("place_unknown", {"township": "500230999", "village": None}),
    ("host_unknown", {"host_office": "no_such_office"}),
    ("host_missing", {"kind": "activity"}),
    ("facility_unknown", {"facility": "library"}),
]


@pytest.mark.parametrize(("code", "wrong"), WRONG, ids=[f"{code}-{nth}" for nth, (code, _) in enumerate(WRONG)])
async def test_CRS_01_each_wrong_text_has_its_own_sentence_and_nothing_is_half_saved(
    visit: Visits, teacher: Actor, code: str, wrong: dict[str, Any]
) -> None:
    async with visit(teacher) as client:
        refused = await client.post("/v1/provider/courses", json=course(STARTS, **wrong))
        listed = (await client.get("/v1/provider/courses")).json()["items"]
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["title"].endswith("。")
    assert listed == []


@pytest.mark.parametrize("field", ["childcare", "transport"])
async def test_CRS_08_nothing_is_sent_to_review_that_does_not_say_childcare_and_transport(
    visit: Visits, teacher: Actor, field: str
) -> None:
    async with visit(teacher) as client:
        made = await client.post("/v1/provider/courses", json=course(STARTS, **{field: None}))
        tag = {"If-Match": made.headers["etag"]}
        refused = await client.post(f"/v1/provider/courses/{made.json()['id']}/submit", headers=tag)
    assert (made.status_code, refused.status_code, refused.json()["code"]) == (201, 422, f"{field}_not_said")


async def test_CRS_01_seats_never_go_below_those_enrolled(
    world: World, visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, seats=2))
    for _ in range(2):
        async with visit(await world.woman()) as she:
            await she.post(f"/v1/courses/{made}/enrolment", json={})
    refused = await edit(visit, teacher, made, course(STARTS, seats=1))
    assert (refused.status_code, refused.json()["code"]) == (422, "seats_below_enrolled")


async def test_CRS_01_a_session_that_has_begun_stays_what_it_was(
    visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    said = course(STARTS, sessions=sessions(STARTS, times=3))
    made = await published(visit, teacher, reviewer, said)
    with clock.stopped(STARTS + timedelta(hours=5)):
        await mind()
        moved = course(STARTS, sessions=sessions(STARTS + timedelta(days=1), times=3))
        later = course(STARTS, sessions=[*said["sessions"][:1], *sessions(STARTS + timedelta(days=5), times=2)])
        refused = await edit(visit, teacher, made, moved)
        taken = await edit(visit, teacher, made, later)
    assert (refused.status_code, refused.json()["code"]) == (422, "session_already_begun")
    assert taken.status_code == 200


async def test_CRS_07_an_activity_names_its_host_department_and_its_venue(
    visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    said = course(
        STARTS, kind="activity", title="坝坝舞会", topic="culture", host_office="culture_tourism",
        facility="huwei_culture_station",
    )  # fmt: skip
    made = await published(visit, teacher, reviewer, said)
    async with visit() as anybody:
        shown = (await anybody.get(f"/v1/courses/{made}")).json()
    assert (shown["kind"], shown["host"]) == ("activity", "县文化和旅游委")
    assert (shown["facility"], shown["facility_confirmed"]) == ("虎威镇综合文化服务中心", False)


async def test_a_course_is_a_calendar_file_in_the_countys_own_time(
    visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    made = await published(visit, teacher, reviewer, course(STARTS, sessions=sessions(STARTS, times=2)))
    async with visit() as anybody:
        answer = await anybody.get(f"/v1/courses/{made}/calendar")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;TZID=Asia/Shanghai:20261203T090000" in answer.text
    assert "TZID:Asia/Shanghai" in answer.text


async def test_no_text_with_a_control_letter_or_half_a_letter_reaches_the_database(
    visit: Visits, teacher: Actor
) -> None:
    async with visit(teacher) as client:
        for bad in ("月\x00嫂班", "月嫂班\x07"):
            assert (await client.post("/v1/provider/courses", json=course(STARTS, title=bad))).status_code == 422
        raw = '{"title": "月嫂\\ud800班"}'
        broken = await client.post("/v1/provider/courses", content=raw, headers={"content-type": "application/json"})
    assert broken.status_code == 422


async def test_CRS_01_a_persons_yes_counts_after_the_machine_has_looked_and_never_over_forbidden_words(
    visit: Visits, teacher: Actor, reviewer: Actor
) -> None:
    sent = await post(visit, teacher, course(STARTS, summary="刷 单-返 利，今天就结。"))
    async with visit(reviewer) as client:
        (waiting,) = (await client.get("/v1/desk/reviews")).json()["items"]
        early = await decide(client, waiting)
        await judge()
        found = (await client.get(f"/v1/desk/reviews/{waiting['id']}")).json()["text"]["checked"]
        never = await decide(client, waiting)
        back = await decide(client, waiting, "return", reason="不能写刷单返利。")
    assert (early.status_code, early.json()["code"]) == (409, "check_waiting")
    assert (found[:7], never.status_code, never.json()["code"]) == ("有不能公开的词", 409, "text_risky")
    assert back.status_code == 200
    assert (await edit(visit, teacher, sent["id"], course(STARTS, summary="学完包就业，先交押金。"))).status_code == 200
    async with visit(teacher) as client:
        tag = {"If-Match": await version(visit, teacher, sent["id"])}
        assert (await client.post(f"/v1/provider/courses/{sent['id']}/submit", headers=tag)).status_code == 200
    await judge()
    async with visit(reviewer) as client:
        (waiting,) = (await client.get("/v1/desk/reviews")).json()["items"]
        assert (await client.get(f"/v1/desk/reviews/{waiting['id']}")).json()["text"][
            "checked"
        ] == "自动检查有疑问，请仔细看"
        assert (await decide(client, waiting)).status_code == 200, "what is doubtful a person decides"


async def test_the_review_desk_refuses_a_stale_word(visit: Visits, teacher: Actor, reviewer: Actor) -> None:
    await post(visit, teacher, course(STARTS))
    async with visit(reviewer) as client:
        (waiting,) = (await client.get("/v1/desk/reviews")).json()["items"]
        stale = await decide(client, {**waiting, "version": 9})
    assert stale.status_code == 412


def test_a_search_quotes_nothing_but_words() -> None:
    assert words.query("月嫂") == "(('月嫂'))"
    assert words.query("ABC 'x'") == "'abc' & 'x'"
    assert words.query("的") is None
    assert "'" not in words.vector([("it's", "A")]).replace("'it'", "").replace("'s'", "")
