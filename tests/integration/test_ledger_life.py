"""The ledger after entry: looked at again on its rhythm, left with a reason and a day, and come back to."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app import clock
from app.domain.ledger import rechecks
from app.domain.ledger.eligibility import add_months
from app.vocabulary import Role
from tests.ledger import act, desks, register
from tests.visits import Visits
from tests.world import COUNTY, VILLAGE, World

OTHER_VILLAGE = "500230102201"
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=clock.COUNTY_ZONE)


@pytest.fixture(autouse=True)
def on_a_tuesday() -> Iterator[None]:
    """Hold the clock."""
    with clock.stopped(TUESDAY):
        yield


def after(days: int) -> Any:
    """Some days later."""
    return clock.stopped(TUESDAY + timedelta(days=days))


async def wind(world: World) -> int:
    async with world.as_worker() as session:
        return await rechecks.wind(session, county=COUNTY)


async def due(client: AsyncClient) -> list[dict[str, Any]]:
    return list((await client.get("/v1/desk/registrations/rechecks")).json()["items"])


async def test_LED_05_each_entry_is_looked_at_again_after_the_countys_six_months_even_when_the_worker_slept(
    world: World, visit: Visits
) -> None:
    here = await desks(world, visit)
    async with visit(await world.woman()) as she:
        entry = await register(she)
    await here.enter(entry)
    first_day = add_months(clock.today(), 6)
    assert await wind(world) == 0
    with after(390):
        assert (await wind(world), await wind(world)) == (1, 0)
        async with visit(here.cadre) as client, visit(here.town) as town:
            (row,) = await due(client)
            assert [one["id"] for one in await due(town)] == [entry]
            wrong = await act(client, entry, "recheck", lives_in_village=True, husband_away=False)
            done = await act(client, entry, "recheck", lives_in_village=True, husband_away=True)
            assert await due(client) == []
            again = add_months(clock.today(), 6)
    assert (row["due_on"], row["id"]) == (first_day.isoformat(), entry)
    assert row["days_late"] > 200
    assert wrong.status_code == 422
    assert (done.status_code, done.json()["state"]) == (200, "active")
    assert [one["step"] for one in done.json()["history"]][-1] == "recheck"
    with clock.stopped(datetime.combine(again, datetime.min.time(), clock.COUNTY_ZONE)):
        assert await wind(world) == 1


async def test_LED_05_the_interval_is_the_countys_dated_number(world: World) -> None:
    async with world.as_worker() as session:
        assert await rechecks.next_review(session, COUNTY, date(2026, 8, 31)) == date(2027, 2, 28)


async def test_LED_05_re_checks_of_another_village_or_township_are_not_there(world: World, visit: Visits) -> None:
    here = await desks(world, visit)
    elsewhere = await desks(world, visit, village=OTHER_VILLAGE)
    neighbour = await world.staff(Role.VILLAGE_CADRE, "town-500230101", divisions=("500230101202",))
    async with visit(await world.woman()) as she:
        entry = await register(she)
    await here.enter(entry)
    with after(200):
        await wind(world)
        for actor in (elsewhere.cadre, elsewhere.town, neighbour):
            async with visit(actor) as client:
                listed = (await client.get("/v1/desk/registrations/rechecks")).json()
                assert listed == {"count": 0, "items": []}
                for step in ("recheck", "suspend", "remove"):
                    said = (
                        {"lives_in_village": True, "husband_away": True}
                        if step == "recheck"
                        else {"because": "moved_out", "on": "2026-11-01"}
                    )
                    foreign = await act(client, entry, step, **said)
                    nothing = await act(client, "01900000-0000-7000-8000-000000000000", step, **said)
                    assert foreign.status_code == nothing.status_code == 404
                    bodies = [{**one.json(), "request_id": ""} for one in (foreign, nothing)]
                    assert bodies[0] == bodies[1], "a 404 says nothing of what is there"


async def test_LED_05_her_husband_is_back_ends_the_absence_offers_help_and_asks_how_to_reach_her(
    world: World, visit: Visits
) -> None:
    here = await desks(world, visit)
    async with visit(await world.woman()) as she:
        entry = await register(she)
        await here.enter(entry)
        with after(200):
            await wind(world)
            told = await she.post("/v1/my/registration/husband-back", json={"on": clock.today().isoformat()})
            async with visit(here.cadre) as client:
                assert await due(client) == [], "what was open is closed"
            day = clock.today()
        shown = told.json()
        answered = (await she.post("/v1/my/registration/contact-rules", json={"change": True})).json()
        early = await she.post("/v1/my/registration/husband-back", json={"on": "2099-01-01"})
    assert told.status_code == 200, told.text
    assert (shown["state"], shown["left_because"], shown["left_words"]) == ("suspended", "husband_returned", "丈夫返乡")
    assert (shown["eligibility"], shown["failing_parts"]) == ("not_yet", ["absence"])
    assert [offer["service"] for offer in shown["offers"]] == ["biz.return"]
    assert "联系" in shown["asks_contact"]
    assert shown["history"][-1] | {"at": ""} == {
        "step": "suspend",
        "state": "suspended",
        "at": "",
        "office": None,
        "because": "husband_returned",
        "effective_on": day.isoformat(),
    }
    assert (answered["next"], answered["registration"]["asks_contact"]) == ("/v1/my/safe-contact", None)
    assert early.status_code == 422
    async with world.as_owner() as session:
        rows = (await session.execute(text("SELECT state, closed_because FROM ledger_recheck"))).all()
    assert rows == [("closed", "husband_returned")]


async def test_LED_05_he_goes_away_again_and_both_absences_stay_known(world: World, visit: Visits) -> None:
    here = await desks(world, visit)
    async with visit(await world.woman()) as she:
        entry = await register(she)
        await here.enter(entry)
        await she.post("/v1/my/registration/husband-back", json={"on": "2026-11-01"})
        async with visit(here.cadre) as client:
            not_hers = await act(client, entry, "restore", on="2026-11-20", reason="他又出去了。")
        said = {"on": "2026-11-20", "away_since": "2026-11-20", "outside_county": True, "reason": "他又出去打工了。"}
        async with visit(here.town) as client:
            back = await act(client, entry, "restore", **said)
        shown = (await she.get("/v1/my/registration")).json()
    assert not_hers.status_code == 403
    assert (back.status_code, back.json()["state"]) == (200, "active")
    assert (shown["left_because"], shown["offers"], shown["away_since"]) == (None, [], "2026-11-20")
    assert shown["eligibility"] == "qualifies", "nineteen days at home do not break ten months away"


async def test_LED_05_the_desk_takes_out_for_a_named_reason_and_a_day_and_nothing_is_sent_after_a_death(
    world: World, visit: Visits
) -> None:
    here = await desks(world, visit)
    async with visit(await world.woman()) as she:
        entry = await register(she)
        await here.enter(entry)
        async with visit(here.cadre) as client:
            for_good = await act(client, entry, "suspend", because="deceased", on="2026-11-02")
            unnamed = await act(client, entry, "remove", on="2026-11-02")
            merged = await act(client, entry, "remove", because="duplicate", on="2026-11-02")
            gone = await act(client, entry, "remove", because="deceased", on="2026-11-02", reason="村里报来的。")
            twice = await act(client, entry, "remove", because="moved_out", on="2026-11-02")
        async with world.as_owner() as session:
            count = text("SELECT count(*) FROM notice WHERE profile_id IS NOT NULL AND kind = 'registration_moved'")
            told = (await session.execute(count)).scalar_one()
    assert [one.status_code for one in (for_good, unnamed, merged, gone, twice)] == [422, 422, 422, 200, 409]
    assert (gone.json()["left_words"], gone.json()["left_on"]) == ("去世", "2026-11-02")
    assert told == 4, "registration and three checks; the death is told to nobody"


async def test_LED_05_she_leaves_by_herself_with_her_consent_and_only_she_comes_back(
    world: World, visit: Visits
) -> None:
    here = await desks(world, visit)
    async with visit(await world.woman()) as she:
        entry = await register(she)
        await here.enter(entry)
        consent = (await she.get("/v1/my/consents")).json()["items"][0]
        taken = await she.delete(f"/v1/my/consents/{consent['id']}")
        left = (await she.get("/v1/my/registration")).json()
        asked = await she.post("/v1/my/requests", json={"services": ["law.ask"], "share": True})
        async with visit(here.town) as client:
            pulled = await act(client, entry, "restore", on="2026-11-20", reason="请她回来。")
        again = await register(she)
        back = (await she.get("/v1/my/registration")).json()
        consents = (await she.get("/v1/my/consents")).json()["items"]
    assert taken.json()["withdrawn_at"] is not None
    assert (left["state"], left["left_words"]) == ("removed", "本人撤回")
    assert asked.status_code == 201, "leaving never gates help"
    assert (pulled.status_code, pulled.json()["code"]) == (403, "consent_missing")
    assert (again, back["state"], back["left_because"]) == (entry, "candidate", None)
    ledger = [one["withdrawn_at"] for one in consents if one["purpose"] == "ledger"]
    assert (len(ledger), ledger.count(None)) == (2, 1)


async def test_LED_05_a_move_within_the_county_is_a_transfer_and_beyond_it_an_exit(world: World, visit: Visits) -> None:
    here, there = await desks(world, visit), await desks(world, visit, village=OTHER_VILLAGE)
    async with visit(await world.woman()) as she:
        entry = await register(she)
        await here.enter(entry)
        asked = await she.post("/v1/my/registration/moved", json={"on": "2026-11-10", "village": OTHER_VILLAGE})
        async with visit(here.town) as client:
            moved = await act(client, entry, "apply-change", reason="电话核对过了。")
            gone = await client.get(f"/v1/desk/registrations/{entry}")
        async with visit(there.cadre) as client:
            seen = (await client.get(f"/v1/desk/registrations/{entry}")).json()
        out = (await she.post("/v1/my/registration/moved", json={"on": "2026-11-20"})).json()
    assert (asked.status_code, asked.json()["change_asked"], asked.json()["village"]) == (200, True, VILLAGE)
    assert (moved.status_code, gone.status_code) == (200, 404)
    assert (seen["village"], len(seen["history"])) == (OTHER_VILLAGE, 6), "her history came with her"
    assert (out["state"], out["left_because"], out["left_on"]) == ("removed", "moved_out", "2026-11-20")
