"""Providers: asking to post without an account, being checked, coming in, being late at the desk."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from app import clock
from app.domain.providers.licences import is_licence
from app.jobs import minding_courses
from app.permissions.actors import Actor, reader_tokens
from app.vocabulary import Role
from tests.offerings import application, decide, licence
from tests.visits import Visits
from tests.world import COUNTY, World

PATH = "/v1/providers/applications"
INVITED = "/v1/desk/reviews/providers"
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


async def line(visit: Visits, reviewer: Actor) -> dict[str, Any]:
    async with visit(reviewer) as client:
        (only,) = (await client.get("/v1/desk/reviews")).json()["items"]
    found: dict[str, Any] = only
    return found


def test_a_licence_is_held_to_its_own_check_letter() -> None:
    good = licence()
    assert is_licence(good)
    assert not is_licence(good[:-1] + ("0" if good[-1] != "0" else "1"))
    assert not is_licence(good[:-1])
    assert not is_licence("I" * 18)


async def test_CRS_01_an_organisation_applies_without_an_account_and_the_same_key_gets_the_same_answer(
    world: World, visit: Visits
) -> None:
    key = {"Idempotency-Key": f"apply-{uuid4()}"}
    async with visit() as anybody:
        first = await anybody.post(PATH, json=application(), headers=key)
        again = await anybody.post(PATH, json=application(), headers=key)
        other = await anybody.post(PATH, json=application(contact="吴老师"), headers=key)
        bare = await anybody.post(PATH, json=application(), headers={"Idempotency-Key": "none"})
    assert (first.status_code, again.status_code, other.status_code, bare.status_code) == (201, 201, 422, 400)
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert other.json()["code"] == "key_reused"
    assert first.json()["checked_by"] == "县人力资源和社会保障局"
    async with world.as_owner() as session:
        rows = (await session.execute(text("SELECT organisation, contact_sealed, phone_sealed FROM provider"))).all()
    assert len(rows) == 1
    assert "周老师".encode() not in bytes(rows[0].contact_sealed)
    assert b"19900009999" not in bytes(rows[0].phone_sealed)


async def test_CRS_01_a_wrong_licence_and_a_stranger_as_reviewer_have_sentences_of_their_own(visit: Visits) -> None:
    async with visit() as anybody:
        wrong = await anybody.post(PATH, json=application(licence_number=licence()[:-1] + "I"))
        stranger = await anybody.post(PATH, json=application(checked_by="sports"))
    assert (wrong.status_code, wrong.json()["code"]) == (422, "licence_wrong")
    assert (stranger.status_code, stranger.json()["code"]) == (422, "not_a_reviewer")


async def test_CRS_01_applications_from_one_address_are_limited(visit: Visits) -> None:
    async with visit() as anybody:
        answers = [await anybody.post(PATH, json=application(licence_number=licence(n))) for n in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_CRS_01_the_reviewer_sees_contact_and_licence_lets_in_and_an_administrator_agrees_to_the_post(
    world: World, visit: Visits
) -> None:
    reviewer = await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")
    admin = await world.staff(Role.ADMIN, "county_desk")
    async with visit() as anybody:
        assert (await anybody.post(PATH, json=application(checked_by="womens_federation"))).status_code == 201
    waiting = await line(visit, reviewer)
    async with visit(reviewer) as client:
        shown = (await client.get(f"/v1/desk/reviews/{waiting['id']}")).json()
        blind = await client.post(f"/v1/desk/reviews/{waiting['id']}/accept")
        accepted = await decide(client, waiting)
        twice = await decide(client, waiting)
        notices = [one["kind"] for one in (await client.get("/v1/desk/notices")).json()["items"]]
    assert (shown["provider"]["contact"], shown["provider"]["phone"]) == ("周老师", "19900009999")
    assert (blind.status_code, accepted.status_code, twice.status_code) == (428, 200, 409)
    assert "task_new" in notices
    invitation = accepted.json()["invitation"]
    password = {"code": invitation["code"], "password": "巧手-培训-2026-安全"}
    sign_in = {"login_name": invitation["login_name"], "password": password["password"]}
    async with visit() as anybody, visit(admin) as office:
        assert (await anybody.post("/v1/sign-in/staff/invitation", json=password)).status_code == 204
        before = await anybody.post("/v1/sign-in/staff", json=sign_in)
        (proposal,) = (await office.get("/v1/admin/proposals")).json()["items"]
        agreed = await office.post(f"/v1/admin/proposals/{proposal['id']}/decide", json={"agree": True})
        after = await anybody.post("/v1/sign-in/staff", json=sign_in)
    assert (before.status_code, agreed.status_code, after.status_code) == (401, 200, 200)
    assert after.json()["access_token"]


async def test_CRS_01_a_reviewing_office_invites_an_organisation_and_checks_it_like_any_other(
    world: World, visit: Visits
) -> None:
    reviewer = await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")
    async with visit(reviewer) as client:
        wrong = await client.post(INVITED, json=application(licence_number=licence()[:-1] + "I"))
        elsewhere = await client.post(INVITED, json=application(checked_by="human_resources"))
        invited = await client.post(INVITED, json=application())
        waiting = await line(visit, reviewer)
        accepted = await decide(client, waiting)
    async with visit(await world.staff(Role.DEPARTMENT_HANDLER, "justice")) as stranger:
        refused = await stranger.post(INVITED, json=application())
    assert [one.json()["code"] for one in (wrong, elsewhere, refused)] == ["licence_wrong", "invalid", "not_allowed"]
    assert (invited.status_code, invited.json()["checked_by"]) == (201, "县妇联")
    assert waiting["subject_id"] == invited.json()["application"]
    assert accepted.json()["invitation"]["code"]
    async with world.as_owner() as session:
        query = text("SELECT actor_id FROM audit_event WHERE action = 'provider:invite'")
        assert list((await session.execute(query)).scalars()) == [reviewer.id]


async def test_CRS_01_one_licence_lets_one_provider_in_and_a_refusal_says_why(world: World, visit: Visits) -> None:
    reviewer = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit() as anybody:
        for _ in range(2):
            assert (await anybody.post(PATH, json=application())).status_code == 201
    async with visit(reviewer) as client:
        first, second = (await client.get("/v1/desk/reviews")).json()["items"]
        assert (await decide(client, first)).status_code == 200
        twin = await decide(client, second)
        refused = await decide(client, second, "return", reason="和已有机构是同一张执照。")
    assert (twin.status_code, twin.json()["code"]) == (409, "licence_taken")
    assert (refused.status_code, refused.json()["state"]) == (200, "returned")


async def test_CRS_01_another_office_sees_no_review_and_the_county_desk_sees_lines_but_may_not_decide(
    world: World, visit: Visits
) -> None:
    async with visit() as anybody:
        await anybody.post(PATH, json=application())
    stranger = await world.staff(Role.DEPARTMENT_HANDLER, "womens_federation")
    reviewer = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    waiting = await line(visit, reviewer)
    async with visit(stranger) as client:
        assert (await client.get("/v1/desk/reviews")).json()["items"] == []
        assert (await client.get(f"/v1/desk/reviews/{waiting['id']}")).status_code == 404
        assert (await decide(client, waiting)).status_code == 404
    assert (await line(visit, desk))["id"] == waiting["id"]
    async with visit(desk) as client:
        assert (await decide(client, waiting)).status_code == 403


async def test_CRS_01_a_review_is_due_in_three_working_days_and_climbs_when_late(world: World, visit: Visits) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    head = await world.staff(Role.DEPARTMENT_HEAD, "human_resources")
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    async with visit() as anybody:
        with clock.stopped(MONDAY):
            taken = (await anybody.post(PATH, json=application())).json()
    assert taken["due_at"] == "2026-11-26T17:30:00+08:00"
    rungs = [await climb_at(world, MONDAY + timedelta(hours=hours)) for hours in (24, 74, 96, 226, 240)]
    assert rungs == [0, 1, 2, 3, 3]
    for actor, kinds in ((handler, {"task_due", "task_new"}), (head, {"task_overdue"}), (desk, {"task_overdue"})):
        async with visit(actor) as client:
            with clock.stopped(MONDAY + timedelta(days=20)):
                heard = {one["kind"] for one in (await client.get("/v1/desk/notices")).json()["items"]}
        assert kinds <= heard, actor


async def climb_at(world: World, moment: datetime) -> int:
    """Let the worker look once, at a moment; give how many rungs there are by now."""
    with clock.stopped(moment):
        await minding_courses.climb_reviews(COUNTY)
    async with world.as_owner() as session:
        query = text("SELECT count(*) FROM audit_event WHERE action = 'review:climb'")
        return int((await session.execute(query)).scalar_one())


async def test_a_provider_reads_by_its_own_office_and_never_by_a_departments() -> None:
    someone = uuid4()
    assert reader_tokens(Role.PROVIDER, "provider-0001", someone) == ("provider-0001", f"staff:{someone}")
    assert reader_tokens(Role.PROVIDER, "human_resources", someone) == (f"staff:{someone}",)
