"""Registration by herself, the three checks, changes, consent and who looked."""

from typing import Any

from httpx import AsyncClient, Response

from app.vocabulary import Role
from tests.visits import Visits
from tests.world import TOWNSHIP, VILLAGE, World

FIELDS = {
    "name": "张小妹",
    "phone": "19900001234",
    "village": VILLAGE,
    "husband_away": True,
    "outside_county": True,
    "away_since": "2026-01",
    "needs": ["job.train"],
    "consent_heard": True,
}


async def act(client: AsyncClient, entry: str, step: str, **said: Any) -> Response:
    shown = await client.get(f"/v1/desk/registrations/{entry}")
    headers = {"If-Match": shown.headers["etag"]}
    return await client.post(f"/v1/desk/registrations/{entry}/{step}", json=said or None, headers=headers)


async def test_LED_01_she_registers_with_eight_fields_and_no_id_number(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        made = await she.put("/v1/my/registration", json=FIELDS)
        asked_id = await she.put("/v1/my/registration", json={**FIELDS, "id_number": "11010519491231002X"})
        silent = await she.put("/v1/my/registration", json={**FIELDS, "consent_heard": None})
        nameless = await she.put("/v1/my/registration", json={**FIELDS, "name": None, "phone": None})
    assert len(FIELDS) == 8
    assert (made.status_code, made.json()["state_words"]) == (200, "待核实")
    assert asked_id.status_code == 422
    assert (silent.status_code, silent.json()["code"]) == (403, "consent_missing")
    assert nameless.status_code == 200


async def test_LED_02_not_yet_names_the_failing_part_and_never_gates_help(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        shown = (await she.put("/v1/my/registration", json={**FIELDS, "husband_away": False})).json()
        asked = await she.post("/v1/my/requests", json={"services": ["law.ask"], "share": True})
    assert shown["eligibility"] == "not_yet"
    assert "absence" in shown["failing_parts"]
    assert "不影响您求助" in shown["never_gates"]
    assert asked.status_code == 201


async def test_LED_03_village_township_and_county_check_in_turn(world: World, visit: Visits) -> None:
    cadre = await world.staff(Role.VILLAGE_CADRE, f"town-{TOWNSHIP}", divisions=(VILLAGE,))
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    elsewhere = await world.staff(Role.TOWNSHIP_WORKER, "town-500230102", divisions=("500230102",))
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    checked = {
        "name": "张小妹",
        "id_number": "110105194912310025",
        "birth_date": "1949-12-31",
        "married": True,
        "outside_county": True,
        "away_since": "2026-01-05",
    }
    async with visit(await world.woman()) as she:
        entry = (await she.put("/v1/my/registration", json=FIELDS)).json()["id"]
        async with visit(town) as client:
            early = await act(client, entry, "check-township", **{**checked, "id_number": None})
            returned = await act(client, entry, "return", reason="请补上丈夫外出的月份。")
        back = (await she.get("/v1/my/registration")).json()
        await she.put("/v1/my/registration", json=FIELDS)
        async with visit(cadre) as client:
            village = await act(client, entry, "check-village", lives_in_village=True, husband_away=True)
        async with visit(elsewhere) as client:
            assert (await client.get(f"/v1/desk/registrations/{entry}")).status_code == 404
        async with visit(town) as client:
            wrong = await act(client, entry, "check-township", **checked)
            right = await act(client, entry, "check-township", **{**checked, "id_number": "11010519491231002X"})
        async with visit(desk) as client:
            entered = await act(client, entry, "confirm")
            listed = (await client.get("/v1/desk/registrations?state=active")).json()
        mine = (await she.get("/v1/my/registration")).json()
        looks = (await she.get("/v1/my/access-log")).json()["items"]
    assert early.status_code == 409
    assert (returned.status_code, back["returned_because"]) == (200, "请补上丈夫外出的月份。")
    assert village.json()["state"] == "village_checked"
    assert (wrong.status_code, wrong.json()["wrong"]) == (422, "check_digit")
    assert right.status_code == 200, right.text
    assert (entered.json()["state"], entered.json()["eligibility"]) == ("active", "qualifies")
    assert (listed["items"][0]["name"], listed["items"][0]["phone"]) == ("张**", "199****1234")
    assert "11010519491231002X" not in entered.text
    assert [one["step"] for one in mine["history"]][-3:] == ["check-village", "check-township", "confirm"]
    assert any(look["office"] == "虎威镇" for look in looks), "LED-11: she sees who looked"


async def test_LED_06_a_checked_entry_changes_only_by_a_decision(world: World, visit: Visits) -> None:
    cadre = await world.staff(Role.VILLAGE_CADRE, f"town-{TOWNSHIP}", divisions=(VILLAGE,))
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    async with visit(await world.woman()) as she:
        entry = (await she.put("/v1/my/registration", json=FIELDS)).json()["id"]
        async with visit(cadre) as client:
            await act(client, entry, "check-village", lives_in_village=True, husband_away=True)
        asked = (await she.put("/v1/my/registration", json={**FIELDS, "away_since": "2026-06"})).json()
        assert (asked["change_asked"], asked["away_since"]) == (True, "2026-01")
        async with visit(town) as client:
            applied = await act(client, entry, "apply-change")
        assert applied.status_code == 422, "a decision is said, even without a reason"
        async with visit(town) as client:
            applied = await act(client, entry, "apply-change", reason="电话核对过了。")
        after = (await she.get("/v1/my/registration")).json()
    assert applied.status_code == 200, applied.text
    assert (after["change_asked"], after["away_since"]) == (False, "2026-06")


async def test_LED_04_what_she_says_herself_is_never_shown_as_verified(world: World, visit: Visits) -> None:
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    async with visit(await world.woman()) as she:
        entry = (await she.put("/v1/my/registration", json=FIELDS)).json()["id"]
    said = {"key_group": "hardship", "seen_on": "2026-11-01", "expires_on": "2099-11-01"}
    async with visit(town) as client:
        await client.post(f"/v1/desk/registrations/{entry}/flags", json={**said, "source": "self"})
        both = await client.post(f"/v1/desk/registrations/{entry}/flags", json={**said, "source": "cadre"})
    assert [(flag["source"], flag["verified"]) for flag in both.json()["flags"]] == [("self", False), ("cadre", True)]


async def test_LED_10_household_facts_hold_no_childs_id_number(world: World, visit: Visits) -> None:
    household = {"children": [{"birth_year": 2018, "school": "primary"}], "elders": 1, "has_land_contract": True}
    spied = {**household, "children": [{"birth_year": 2018, "school": "primary", "id_number": "1"}]}
    async with visit(await world.woman()) as she:
        await she.put("/v1/my/registration", json=FIELDS)
        kept = await she.put("/v1/my/registration/household", json={**household, "guardian_consent_heard": True})
        refused = await she.put("/v1/my/registration/household", json=spied)
    assert kept.json()["household"] == household
    assert refused.status_code == 422


async def test_SAF_09_each_use_has_a_consent_that_can_be_taken_back(world: World, visit: Visits) -> None:
    async with visit(await world.woman()) as she:
        given = (await she.post("/v1/my/consents", json={"purpose": "photo", "heard": True})).json()
        taken = await she.delete(f"/v1/my/consents/{given['id']}")
        listed = (await she.get("/v1/my/consents")).json()["items"]
    async with visit(await world.woman()) as another:
        foreign = await another.delete(f"/v1/my/consents/{given['id']}")
    assert taken.json()["withdrawn_at"] is not None
    assert [one["purpose"] for one in listed] == ["photo"]
    assert foreign.status_code == 404


async def test_LED_01_a_registration_has_a_receipt_number_the_pre_issued_one_where_she_holds_one(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman()) as she, visit(await world.woman()) as another:
        block = (await she.post("/v1/my/receipt-numbers")).json()["numbers"]
        held = block[0]["number"]
        made = (await she.put("/v1/my/registration", json={**FIELDS, "receipt_number": held})).json()
        again = (await she.put("/v1/my/registration", json={**FIELDS, "needs": []})).json()
        foreign = (
            await another.put("/v1/my/registration", json={**FIELDS, "receipt_number": block[1]["number"]})
        ).json()
    assert (made["number"], again["number"]) == (held, held)
    assert foreign["number"] not in {one["number"] for one in block}
    assert len(foreign["number"]) == 11
