"""Claiming: by her code and one matching fact what was done in her name is hers, and the proxy's rights end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.domain.ledger import joining
from app.models.base import metadata
from tests.integration.test_levels import roster, trio
from tests.ledger import desks, register
from tests.proxies import CONSENT, NEIGHBOUR, TUESDAY, ask, cadre_of, claim, enter
from tests.visits import Visits
from tests.world import VILLAGE, World


@pytest.fixture(autouse=True)
def on_a_tuesday() -> Iterator[None]:
    """Hold the clock."""
    with clock.stopped(TUESDAY):
        yield


async def test_LED_08_by_code_and_one_fact_the_records_become_hers_and_the_proxys_rights_end(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    here = await desks(world, visit)
    async with visit(here.cadre) as client, visit(await world.woman(village=NEIGHBOUR, name="李桂花")) as she:
        made = await enter(client)
        entry = made["registration"]["id"]
        await here.enter(entry, name="李桂花", birth_date="1962-03-05")
        await ask(client, entry, "job.train", telling="想学手艺")
        await ask(client, entry, "law.dv", telling="他打我")
        assert (await she.get("/v1/my/registration")).status_code == 404
        joined = await claim(she, made)
        over = await ask(client, entry, "aid.dibao")
        code = await client.post(f"/v1/desk/registrations/{entry}/claim-code")
        desk_renew = await client.post(f"/v1/desk/registrations/{entry}/consents", json=CONSENT)
        mine = (await she.get("/v1/my/registration")).json()
        asked = (await she.get("/v1/my/requests")).json()["items"]
        words = [(await she.get(f"/v1/my/requests/{one['id']}")).json()["telling"] for one in asked]
        looks = (await she.get("/v1/my/access-log")).json()["items"]
        (proxy,) = (await she.get("/v1/my/proxies")).json()["items"]
        spent = await claim(she, made)
        renewed = await she.post(f"/v1/my/proxies/{proxy['id']}/renew", json={"expires_on": "2027-01-01"})
        let = await ask(client, entry, "aid.dibao")
        ended = await she.post(f"/v1/my/proxies/{proxy['id']}/end")
        again = await ask(client, entry, "aid.med")
    assert joined.status_code == 200, joined.text
    assert (mine["id"], mine["state"], [one["step"] for one in mine["history"]][-1]) == (entry, "active", "join")
    assert {one["service"] for one in asked} == {"job.train", "law.dv"}
    assert set(words) == {"想学手艺", "他打我"}, "her own words open for her"
    assert {"proxy:consent", "proxy:claim", "ledger:read"} <= {look["action"] for look in looks}
    assert (over.status_code, code.status_code, desk_renew.status_code) == (403, 403, 409)
    assert (proxy["live"], proxy["ended_because"]) == (False, "claimed")
    assert (spent.status_code, spent.json()["code"]) == (403, "claim_wrong")
    assert (renewed.json()["live"], let.status_code) == (True, 201)
    assert (ended.json()["ended_because"], again.status_code) == ("ended_by_her", 403)


@pytest.mark.parametrize("fact", [{"village": VILLAGE}, {"phone_last4": "5678"}, {"birth_month": "1962-03"}])
async def test_LED_08_any_one_matching_fact_will_do(world: World, visit: Visits, fact: dict[str, str]) -> None:
    async with visit(await cadre_of(world)) as client, visit(await world.woman()) as she:
        made = await enter(client, phone="19900005678")
        both = await claim(she, made, village=VILLAGE, phone_last4="5678")
        assert both.status_code == 422
        assert (await claim(she, made, **fact)).status_code == 200


async def test_LED_08_five_wrong_tries_rest_the_guesser_and_five_wrong_facts_void_the_code(
    world: World, visit: Visits
) -> None:
    async with visit(await cadre_of(world)) as client:
        made = await enter(client)
    async with visit(await world.woman()) as guesser:
        wrong = [await claim(guesser, {"claim": {"code": "0000 0000 000 000"}}) for _ in range(3)]
        wrong += [await claim(guesser, made, village=NEIGHBOUR) for _ in range(2)]
        rested = await claim(guesser, made)
        with clock.stopped(TUESDAY + timedelta(minutes=61)):
            wrong += [await claim(guesser, made, birth_month="1962-04") for _ in range(3)]
    bodies = {(one.status_code, one.json()["code"], one.json()["detail"]) for one in wrong}
    assert len(bodies) == 1, "a wrong code and a wrong fact sound the same"
    assert (rested.status_code, rested.json()["code"]) == (429, "too_many")
    async with visit(await world.woman()) as she:
        assert (await claim(she, made)).status_code == 403, "five wrong facts have voided it"


async def test_LED_08_a_code_is_over_after_ninety_days(world: World, visit: Visits) -> None:
    async with visit(await cadre_of(world)) as client, visit(await world.woman()) as she:
        made = await enter(client)
        with clock.stopped(TUESDAY + timedelta(days=91)):
            assert (await claim(she, made)).status_code == 403


async def test_LED_08_where_she_registered_by_herself_too_the_two_become_one(world: World, visit: Visits) -> None:
    here = await desks(world, visit)
    async with visit(here.cadre) as client, visit(await world.woman()) as she:
        made = await enter(client)
        entered = made["registration"]["id"]
        await here.enter(entered, name="李桂花", birth_date="1962-03-05")
        own = await register(she, name="李桂花", needs=["law.ask"], away_since="2026-03")
        await ask(client, entered, "job.train")
        assert (await claim(she, made)).status_code == 200
        mine = (await she.get("/v1/my/registration")).json()
        asked = (await she.get("/v1/my/requests")).json()["items"]
        gone = (await client.get(f"/v1/desk/registrations/{entered}")).json()
    assert (mine["id"], mine["state"], mine["away_since"], mine["needs"]) == (own, "active", "2026-03", ["law.ask"])
    assert [one["service"] for one in asked] == ["job.train"]
    assert (gone["state"], gone["left_because"]) == ("removed", "duplicate")


async def test_LED_08_every_table_in_which_others_may_write_for_her_is_joined_or_named_as_left(world: World) -> None:
    """Whoever was entered by another has no way in: her rows are written by the routing audience, or not at all."""
    may = text("SELECT has_table_privilege('aud_route', :name, 'INSERT')")
    listed = {*joining.MOVED, *joining.WITH_THE_ENTRY, *joining.ONCE_A_PERSON, *joining.STAYS}
    async with world.as_owner() as session:
        for name, table in metadata.tables.items():
            if "profile_id" in table.columns and (await session.execute(may, {"name": name})).scalar_one():
                assert name in listed, f"{name}: to MOVED in ledger/joining.py (S and U for aud_route), or to STAYS"
    assert listed <= set(metadata.tables)
