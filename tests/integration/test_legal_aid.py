"""Applying for legal aid: no income is asked, violent matters stay closed, an oral application is as good."""

from itertools import product
from uuid import uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app.domain.legal_aid import steps
from app.errors import StepNotPossible
from app.vocabulary import AidState, AidStep, Role
from tests import aid
from tests.desk import ask_for
from tests.integration.test_levels import roster, trio
from tests.integration.test_pins import PIN, with_pin
from tests.integration.test_registration import FIELDS
from tests.visits import Visits
from tests.world import World

FLAG = text("""
    INSERT INTO ledger_flag (county, id, created_at, entry_id, profile_id, township_code, village_code, key_group,
      source, seen_on, expires_on, set_by)
    SELECT e.county, :id, now(), e.id, e.profile_id, e.township_code, e.village_code, :flag, 'cadre', '2026-01-01',
      '2030-01-01', e.profile_id FROM ledger_entry e WHERE e.profile_id = :profile
""")


def test_REQ_01_only_the_table_moves_an_application() -> None:
    for state, step in product(AidState, AidStep):
        ways = steps.MOVES.get(step, {}).get(state, ())
        if ways:
            assert steps.after(state, step) is ways[0]
        else:
            with pytest.raises(StepNotPossible):
                steps.after(state, step)
    assert set(steps.MOVES) == set(AidStep) - {AidStep.APPLY}
    assert not any(state in ways for ways in steps.MOVES.values() for state in (AidState.LAPSED, AidState.CONCLUDED))


async def test_B4_the_form_shows_numbers_first_and_asks_nothing_about_income(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        form = (await she.get("/v1/my/legal-aid/form")).json()
        refused = await she.post(
            "/v1/my/legal-aid", json={"matter": "violence", "ground": "violence", "income": 1200, "share": False}
        )
    assert next(iter(form)) == "call_first"
    assert {"110", "12338", "12348"} <= {line["number"] for line in form["call_first"]}
    assert {ground["code"] for ground in form["grounds"]} >= {"violence", "abandonment", "disabled", "migrant_worker"}
    assert not any(ground["asks_income"] or ground["asks_pledge"] for ground in form["grounds"])
    assert refused.status_code == 422, "there is no place to put an income"


async def test_B4_an_exempt_ground_asks_neither_pledge_nor_paper_and_without_one_a_pledge_is_enough(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman()) as she:
        bare = await she.post("/v1/my/legal-aid", json={"matter": "wages", "share": True})
        exempt = await aid.apply(she, matter="wages", ground="migrant_worker", pledge=None)
        pledged = await aid.apply(she, matter="inheritance")
    assert bare.status_code == 422
    assert "承诺书" in bare.text
    assert (exempt["state"], exempt["pledge"], exempt["ground"]) == ("applied", None, "migrant_worker")
    assert (pledged["pledge"], pledged["ground"]) == ("tap", None)
    assert "不收一分钱" in pledged["no_fee"]


async def test_B4_a_ground_that_does_not_fit_the_facts_has_its_own_sentence(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        said = {"matter": "land", "share": True}
        wages = await she.post("/v1/my/legal-aid", json=said | {"ground": "migrant_worker"})
        beaten = await she.post("/v1/my/legal-aid", json=said | {"ground": "violence"})
        expired = await she.post("/v1/my/legal-aid", json=said | {"ground": "no_such_ground"})
    assert "只用在讨工钱和工伤上" in wages.text
    assert "人身安全、离婚、抚养" in beaten.text
    assert "已经过期" in expired.text
    assert {wages.status_code, beaten.status_code, expired.status_code} == {422}


async def registered(she: AsyncClient) -> None:
    """Register as a woman of the county."""
    answer = await she.put("/v1/my/registration", json=FIELDS)
    assert answer.status_code == 200, answer.text


async def test_B4_her_entry_fills_the_form_only_where_she_agreed(world: World, visit: Visits) -> None:
    her = await world.woman()
    async with visit(her) as she:
        await registered(she)
        async with world.as_owner() as session:
            await session.execute(FLAG, {"id": uuid4(), "flag": "disability", "profile": her.profile_id})
        before = (await she.get("/v1/my/legal-aid/form")).json()
        said = {"matter": "land", "ground": "disabled", "use_ledger": True, "share": True}
        refused = await she.post("/v1/my/legal-aid", json=said)
        await she.post("/v1/my/consents", json={"purpose": "legal_aid", "heard": True})
        after = (await she.get("/v1/my/legal-aid/form")).json()
        elderly = await she.post("/v1/my/legal-aid", json=said | {"ground": "elderly"})
        granted = await she.post("/v1/my/legal-aid", json=said)
    assert (before["agreed_to_ledger"], before["filled_from_ledger"]) == (False, [])
    assert refused.status_code == 403
    assert (after["agreed_to_ledger"], after["filled_from_ledger"]) == (True, ["disabled"])
    assert "没有查到您的年龄登记" in elderly.text
    assert granted.status_code == 201, granted.text


async def test_B4_a_violent_matter_never_lives_in_an_open_request(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she:
        open_one = await ask_for(she, "law.aid", telling="我要离婚")
        made = await aid.apply(
            she, request_id=open_one["id"], matter="divorce", ground="violence", pledge=None, share=False
        )
        inside = await ask_for(she, "law.dv", telling="他打我")
        there = await aid.apply(she, request_id=inside["id"], matter="violence", ground="violence", pledge=None)
    assert made["request_id"] != open_one["id"]
    assert made["closed"] is True
    assert there["request_id"] == inside["id"]
    for one in (made, there):
        async with visit(first) as client:
            assert (await client.get(f"/v1/desk/legal-aid/{one['id']}")).json()["matter"] == one["matter"]
        for stranger in (bureau.handler, bureau.head, await world.staff(Role.DEPARTMENT_HEAD, "womens_federation")):
            async with visit(stranger) as client:
                assert (await client.get(f"/v1/desk/legal-aid/{one['id']}")).status_code == 404
                assert (await client.get("/v1/desk/legal-aid")).json()["items"] == []


async def test_B4_with_her_tick_one_named_person_of_justice_joins_the_case_and_decides(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she:
        made = await aid.apply(she, matter="violence", ground="violence", pledge=None, tell_aid_office=True)
    async with visit(first) as client:
        refused = await aid.step(client, made["id"], "grant")
    async with visit(bureau.handler) as client:
        listed = (await client.get("/v1/desk/legal-aid")).json()["items"]
        granted = await aid.must(client, made["id"], "grant")
    async with visit(bureau.head) as client:
        assert (await client.get(f"/v1/desk/legal-aid/{made['id']}")).status_code == 404
    assert refused.status_code == 403
    assert [row["id"] for row in listed] == [made["id"]]
    assert granted["state"] == "granted"


async def test_B4_an_oral_application_is_written_down_by_a_cadre_with_her_consent_and_shows_the_cadre_nothing(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    await aid.bureau(world)
    cadre = await world.staff(Role.VILLAGE_CADRE, "town-500230101", divisions=("500230101201",))
    stranger = await world.staff(Role.VILLAGE_CADRE, "town-500230101", divisions=("500230101202",))
    her = await world.woman()
    async with visit(her) as she:
        await registered(she)
    async with world.as_owner() as session:
        entry = (await session.execute(text("SELECT id FROM ledger_entry"))).scalar_one()
    said = {
        "entry_id": str(entry), "matter": "violence", "ground": "violence", "how": "visit", "consents": True,
        "what_happened": "他昨晚又动手", "tell_aid_office": False,
    }  # fmt: skip
    async with visit(cadre) as client:
        without = await client.post("/v1/desk/legal-aid/for-her", json=said | {"consents": False})
        done = await client.post("/v1/desk/legal-aid/for-her", json=said)
        ordinary = await client.post(
            "/v1/desk/legal-aid/for-her", json=said | {"matter": "land", "ground": None, "pledge": "paper"}
        )
        assert (await client.get("/v1/desk/legal-aid")).status_code == 403
    async with visit(stranger) as client:
        assert (await client.post("/v1/desk/legal-aid/for-her", json=said)).status_code == 404
    async with visit(her) as she:
        mine = (await she.get("/v1/my/legal-aid")).json()["items"]
        agreed = (await she.get("/v1/my/consents")).json()
    assert (without.status_code, done.status_code, ordinary.status_code) == (403, 201, 201), done.text + ordinary.text
    assert set(done.json()) == {"number", "closed", "line"}
    assert [(one["channel"], one["closed"]) for one in mine] == [("oral", False), ("oral", True)]
    assert mine[1]["what_happened"] == "他昨晚又动手"
    assert [one["purpose"] for one in agreed["items"]].count("apply_for_her") == 2


async def test_SAF_03_legal_aid_is_absent_until_she_gives_her_pin(world: World, visit: Visits) -> None:
    await aid.bureau(world)
    async with visit(await world.woman()) as she:
        await she.post("/v1/my/consents", json={"purpose": "legal_aid", "heard": True})
        made = await aid.apply(she, matter="land")
        await with_pin(she)
        listed = (await she.get("/v1/my/legal-aid")).json()["items"]
        agreed = (await she.get("/v1/my/consents")).json()["items"]
        form = (await she.get("/v1/my/legal-aid/form")).json()
        request, one = made["request_id"], made["id"]
        hidden = [await she.get(f"/v1/my/{path}") for path in (f"legal-aid/{one}", f"requests/{request}/instruments")]
        steps = [await she.post(f"/v1/my/legal-aid/{one}/{step}", json={}) for step in ("withdraw", "report-money")]
        asked = await she.post(f"/v1/my/requests/{request}/ask-mediation", json={})
        await she.post("/v1/my/pin/unlock", json=PIN)
        after = (await she.get("/v1/my/legal-aid")).json()["items"]
    assert (listed, agreed, form["agreed_to_ledger"]) == ([], [], False)
    assert {answer.status_code for answer in (*hidden, *steps, asked)} == {404}
    assert [item["id"] for item in after] == [one]
