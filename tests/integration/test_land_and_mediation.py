"""Land disputes on their statutory days; mediation that only she can ask for, and never instead of safety."""

from datetime import UTC, datetime, timedelta
from typing import Any

from httpx import AsyncClient

from app import clock
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.desk import ask_for
from tests.integration.test_instruments import act, case, ring
from tests.visits import Visits
from tests.world import TOWNSHIP, World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning in the county
SCREEN = ["asked_alone", "own_wish", "no_violence_now", "knows_other_ways", "safe_place_and_time"]


async def dispute(world: World, visit: Visits) -> tuple[Actor, Actor, str]:
    """A request about land; she, who handles it, and the request."""
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "agriculture")
    await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    her = await world.woman()
    async with visit(her) as she:
        asked = await ask_for(she, "law.land", telling="离婚以后地被收走了")
    return her, handler, str(asked["id"])


async def begun(client: AsyncClient, request: str, **said: Any) -> dict[str, Any]:
    answer = await client.post(f"/v1/desk/requests/{request}/land-disputes", json=said)
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def test_B4_a_land_dispute_runs_60_and_30_days_to_an_award_and_30_to_the_court(
    world: World, visit: Visits
) -> None:
    her, handler, request = await dispute(world, visit)
    async with visit(handler) as client:
        with clock.stopped(MONDAY):
            paper = await begun(client, request, parcel="河边三亩", oral=True)
            talked = await act(client, paper, "negotiated", on="2026-11-23", settled=False)
            filed = await act(client, paper, "arbitration-filed", on="2026-11-23", oral=True)
        with clock.stopped(MONDAY + timedelta(days=50)):
            longer = await act(client, paper, "arbitration-extended", on="2027-01-12", reason="要到现场量地")
            twice = await act(client, paper, "arbitration-extended", on="2027-01-12", reason="还要量一次")
        with clock.stopped(MONDAY + timedelta(days=85)):
            awarded = await act(client, paper, "award", served_on="2027-02-15", note="地还给她")
        with clock.stopped(MONDAY + timedelta(days=130)):
            late = await act(client, paper, "sued", on="2027-03-18", court="丰都县人民法院")
            sued = await act(client, paper, "sued", on="2027-03-17", court="丰都县人民法院")
    assert [one.status_code for one in (talked, filed, longer, twice, awarded, late, sued)] == [
        200, 200, 200, 409, 200, 422, 200,
    ]  # fmt: skip
    assert filed.json()["due_at"] == "2027-01-22T23:59:59+08:00"
    assert longer.json()["due_at"] == "2027-02-21T23:59:59+08:00"
    assert awarded.json()["due_at"] == "2027-03-17T23:59:59+08:00"
    assert "满三十天" in late.text
    async with visit(her) as she:
        mine = (await she.get(f"/v1/my/requests/{request}/instruments")).json()["items"][0]
    assert "不收一分钱" in mine["free"]
    assert "口头" in mine["free"]
    assert mine["state"] == "court"


async def test_B4_the_award_the_suit_and_the_limitation_each_give_one_alarm(world: World, visit: Visits) -> None:
    _, handler, request = await dispute(world, visit)
    async with visit(handler) as client:
        with clock.stopped(MONDAY):
            paper = await begun(client, request, known_on="2025-01-15")
            late = await begun(client, request, known_on="2024-01-15")
            over = await act(client, late, "arbitration-filed", on="2026-11-23")
            await act(client, late, "land-ended", on="2026-11-23", note="另走诉讼")
        assert paper["valid_until"] == "2027-01-15"
        assert (over.status_code, "时效" in over.text) == (422, True)
        given = [await ring(world, MONDAY + timedelta(days=days)) for days in (10, 24, 25)]
        with clock.stopped(MONDAY + timedelta(days=26)):
            await act(client, paper, "arbitration-filed", on="2026-12-19")
        given += [await ring(world, MONDAY + timedelta(days=days)) for days in (80, 87, 88)]
        with clock.stopped(MONDAY + timedelta(days=90)):
            await act(client, paper, "award", served_on="2027-02-20")
        given += [await ring(world, MONDAY + timedelta(days=days)) for days in (100, 113, 114)]
    assert given == [0, 1, 0, 0, 1, 0, 0, 1, 0]


async def test_SAF_14_a_land_dispute_is_mediated_only_where_she_asked(world: World, visit: Visits) -> None:
    her, handler, request = await dispute(world, visit)
    async with visit(handler) as client, visit(her) as she:
        with clock.stopped(MONDAY):
            paper = await begun(client, request)
            unasked = await act(client, paper, "mediated", on="2026-11-23", settled=False)
            by_staff = await client.post(f"/v1/my/requests/{request}/ask-mediation", json={})
            asked = (await she.post(f"/v1/my/requests/{request}/ask-mediation", json={})).json()
            twice = await she.post(f"/v1/my/requests/{request}/ask-mediation", json={})
            early = await act(client, paper, "mediated", on="2026-11-23", settled=False)
            started = await act(client, asked, "start-mediation")
            mediated = await act(client, paper, "mediated", on="2026-11-23", settled=True, note="地还她")
    assert [one.status_code for one in (unasked, by_staff, twice, early, started, mediated)] == [
        409, 403, 409, 409, 200, 200,
    ]  # fmt: skip
    assert "只能由她本人提出" in unasked.text
    assert mediated.json()["state"] == "ended"


async def test_SAF_14_D18_violence_is_mediated_only_after_a_clear_screen_by_another_person_and_she_can_stop(
    world: World, visit: Visits
) -> None:
    her, (first, second, _), request = await case(world, visit)
    async with visit(her) as she, visit(first) as client, visit(second) as other:
        with clock.stopped(MONDAY):
            asked = (await she.post(f"/v1/my/requests/{request}/ask-mediation", json={"body": "为了孩子"})).json()
            bare = await act(client, asked, "start-mediation")
            partly = await act(client, asked, "screen", checked=SCREEN[:3], clear=True, note="还没问完")
            unsafe = await act(client, asked, "screen", checked=SCREEN[:3], clear=False, note="他昨天还来过")
            refused = await act(other, asked, "start-mediation")
            await act(client, asked, "screen", checked=SCREEN, clear=True, note="单独问过，都安全")
            same = await act(client, asked, "start-mediation")
        with clock.stopped(MONDAY + timedelta(days=8)):
            stale = await act(other, asked, "start-mediation")
        with clock.stopped(MONDAY + timedelta(days=2)):
            started = await act(other, asked, "start-mediation")
            stopped = (await she.post(f"/v1/my/instruments/{asked['id']}/stop-mediation")).json()
            again = await she.post(f"/v1/my/instruments/{asked['id']}/stop-mediation")
    assert [one.status_code for one in (bare, partly, unsafe, refused, same, stale, started, again)] == [
        409, 422, 200, 409, 409, 409, 200, 409,
    ]  # fmt: skip
    assert "单独做安全筛查" in bare.text
    assert "她知道可以不调解" in partly.text
    assert "两个人" in same.text
    assert stopped["state"] == "ended"
