"""A woman without a telephone: entered with her consent, and helped within it."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import text

from app import clock
from app.integrations.storage import Storage
from app.vocabulary import Role
from tests.integration.test_files import clean_all, send
from tests.integration.test_levels import roster, trio
from tests.ledger import act, desks
from tests.proxies import CONSENT, HER, NEIGHBOUR, NOBODY, TUESDAY, ask, cadre_of, claim, enter
from tests.unit.test_media import tone
from tests.visits import Visits
from tests.world import TOWNSHIP, World


@pytest.fixture(autouse=True)
def on_a_tuesday() -> Iterator[None]:
    """Hold the clock."""
    with clock.stopped(TUESDAY):
        yield


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"consent": None}, 403, "consent_missing"),
        ({"consent": {**CONSENT, "uses": ["request"]}}, 403, "consent_missing"),
        ({"consent": {**CONSENT, "witness": None}}, 422, None),
        ({"consent": {**CONSENT, "evidence": "signature", "witness": None, "means": "phone"}}, 422, None),
        ({"consent": {**CONSENT, "given_at": "2026-12-24T09:00:00+08:00"}}, 422, None),
        ({"consent": {**CONSENT, "given_at": "2026-01-01T09:00:00+08:00"}}, 422, None),
        ({"consent": {**CONSENT, "expires_on": "2026-11-24"}}, 422, None),
        ({"consent": {**CONSENT, "expires_on": "2029-11-24"}}, 422, None),
        ({"village": NEIGHBOUR}, 403, "not_allowed"),
    ],
)
async def test_LED_07_entering_somebody_is_refused_without_a_whole_consent_record(
    world: World, visit: Visits, change: dict[str, Any], status: int, code: str | None
) -> None:
    async with visit(await cadre_of(world)) as client:
        refused = await client.post("/v1/desk/registrations", json={**HER, **change})
        unsaid = await client.post("/v1/desk/registrations", json={k: v for k, v in HER.items() if k != "consent"})
        listed = (await client.get("/v1/desk/registrations")).json()["items"]
    assert refused.status_code == status, refused.text
    assert code is None or refused.json()["code"] == code
    assert unsaid.status_code == 422
    assert listed == []


async def test_LED_07_she_is_entered_with_her_consent_and_a_code_for_paper_or_telephone(
    world: World, visit: Visits
) -> None:
    here = await desks(world, visit)
    async with visit(here.cadre) as client:
        made = await enter(client)
        entry = made["registration"]["id"]
        again = await client.post(f"/v1/desk/registrations/{entry}/claim-code")
    await here.enter(entry, name="李桂花", birth_date="1962-03-05")
    async with visit(here.town) as client:
        other_hand = await client.post(f"/v1/desk/registrations/{entry}/claim-code")
    digits = made["claim"]["code"].replace(" ", "")
    assert (made["registration"]["by_proxy"], made["registration"]["claimed"]) == (True, False)
    assert digits.isdigit()
    assert 10 ** len(digits) > 2**40
    assert made["claim"]["code"] in made["claim"]["slip"]
    assert (made["consent"]["live"], made["consent"]["evidence"], made["consent"]["uses"]) == (
        True,
        "witness",
        ["ledger", "request"],
    )
    assert (again.status_code, other_hand.status_code) == (201, 403), "a right is one person's"
    async with visit(await world.woman()) as she:
        old = await claim(she, made)
    assert (old.status_code, old.json()["code"]) == (403, "claim_wrong"), "a new code voids the one before"
    async with world.as_owner() as session:
        kept = (await session.execute(text("SELECT witness_sealed, staff_id FROM proxy_consent"))).one()
        consent = (await session.execute(text("SELECT channel, heard FROM consent WHERE purpose = 'ledger'"))).one()
    assert "王大姐".encode() not in bytes(kept.witness_sealed)
    assert (kept.staff_id, tuple(consent)) == (here.cadre.id, ("witnessed", True))


async def test_LED_07_a_recording_or_signature_has_to_be_there_before_anybody_goes_on(
    world: World, visit: Visits
) -> None:
    here = await desks(world, visit)
    voice = {**CONSENT, "evidence": "voice", "witness": None, "means": "phone"}
    async with visit(here.cadre) as client:
        entry = (await enter(client, consent=voice))["registration"]["id"]
        early = await act(client, entry, "check-village", lives_in_village=True, husband_away=True)
        asked = await ask(client, entry, "job.train")
    assert (early.status_code, early.json()["code"]) == (403, "consent_missing")
    assert (asked.status_code, asked.json()["code"]) == (403, "consent_missing")


async def test_LED_07_her_recorded_yes_is_sent_in_by_the_one_she_said_it_to_and_heard_by_her_own_places_only(
    world: World, visit: Visits, storage: Storage
) -> None:
    here = await desks(world, visit)
    colleague, neighbour = await cadre_of(world), await cadre_of(world, NEIGHBOUR)
    voice = {**CONSENT, "evidence": "voice", "witness": None, "means": "phone"}
    yes = tone(2, "webm")
    said = {"kind": "voice", "purpose": "consent", "size": len(yes), "sha256": sha256(yes).hexdigest()}
    async with visit(here.cadre) as client, visit(colleague) as other, visit(neighbour) as stranger:
        entry = (await enter(client, consent=voice))["registration"]["id"]
        refused = [await one.post("/v1/uploads", json={**said, "entry_id": entry}) for one in (other, stranger)]
        file = await send(client, yes, "voice", purpose="consent", entry_id=entry)
        twice = await client.post("/v1/uploads", json={**said, "entry_id": entry})
        await clean_all(world, storage)
        heard = [await one.get(f"/v1/files/{file}") for one in (client, stranger)]
        checked = await act(client, entry, "check-village", lives_in_village=True, husband_away=True)
        asked = await ask(client, entry, "job.train")
    async with visit(here.town) as client:
        town = await client.get(f"/v1/files/{file}")
    async with visit(await world.woman()) as she:
        hers = await she.post("/v1/uploads", json={**said, "entry_id": entry})
    assert [one.status_code for one in refused] == [409, 404]
    assert (twice.status_code, hers.status_code) == (409, 404)
    assert [one.status_code for one in (*heard, town)] == [200, 404, 200]
    assert (checked.status_code, asked.status_code) == (200, 201)


async def test_LED_07_a_proxys_right_ends_with_its_day_and_a_fresh_consent_replaces_it(
    world: World, visit: Visits
) -> None:
    async with visit(await cadre_of(world)) as client:
        entry = (await enter(client, consent={**CONSENT, "expires_on": "2026-12-01"}))["registration"]["id"]
        assert (await ask(client, entry, "job.train")).status_code == 201
        with clock.stopped(TUESDAY + timedelta(days=7)):
            over = await ask(client, entry, "aid.dibao")
            fresh = {**CONSENT, "given_at": "2026-12-01T08:00:00+08:00"}
            renewed = await client.post(f"/v1/desk/registrations/{entry}/consents", json=fresh)
            again = await ask(client, entry, "aid.dibao")
    assert (over.status_code, over.json()["code"]) == (403, "consent_missing")
    assert (renewed.status_code, again.status_code) == (201, 201)


async def test_NTF_05_before_anything_is_sent_she_and_her_proxy_hear_who_will_be_told(
    world: World, visit: Visits
) -> None:
    said = {"services": ["job.train", "law.dv"], "share": True}
    async with visit(await world.woman()) as she:
        open_, closed = (await she.post("/v1/my/requests/preview", json=said)).json()["items"]
        alone = (await she.post("/v1/my/requests/preview", json={**said, "share": False})).json()["items"][0]
        asked = await she.post("/v1/my/requests", json={"services": ["job.train"], "share": True})
        unknown = await she.post("/v1/my/requests/preview", json={**said, "services": ["no.such"]})
    async with visit(await cadre_of(world)) as client:
        entry = (await enter(client))["registration"]["id"]
        for_proxy = (await client.post(f"/v1/desk/registrations/{entry}/requests/preview", json=said)).json()["items"]
    told = {one["office"] for one in open_["told"]}
    assert {"human_resources", f"town-{TOWNSHIP}"} <= told
    assert told == {one["office"] for one in asked.json()["requests"][0]["who"]}, "what was said is what happens"
    assert [one["part"] for one in alone["told"]] == ["lead"]
    assert [one["part"] for one in closed["told"]] == ["lead"]
    assert not any("town" in one["office"] for one in closed["told"])
    assert unknown.status_code == 422
    assert for_proxy[0]["proxy_line"] is None
    assert "不会再收到" in for_proxy[1]["proxy_line"]


async def test_NTF_05_a_proxy_is_told_nothing_of_a_closed_matter_ever_again(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    cadre = await cadre_of(world)
    async with visit(cadre) as client:
        entry = (await enter(client))["registration"]["id"]
        quiet = await ask(client, entry, "law.dv", telling="他打她")
        open_ = await ask(client, entry, "job.train", telling="想学手艺")
        unheard = await ask(client, entry, "job.train", consent_heard=False)
        listed = (await client.get(f"/v1/desk/registrations/{entry}/requests")).json()["items"]
        notices = (await client.get("/v1/desk/notices")).text
        shown = (await client.get(f"/v1/desk/registrations/{entry}")).text
    (item,) = quiet.json()["items"]
    assert (quiet.status_code, item["number"], item["state_words"]) == (201, None, None)
    assert [one["service"] for one in listed] == ["job.train"]
    assert listed[0]["number"] == open_.json()["items"][0]["number"]
    assert unheard.status_code == 403
    async with world.as_owner() as session:
        row = (
            await session.execute(text("SELECT id, number, proxy_id, channel FROM help_request WHERE level = 'closed'"))
        ).one()
        readers = (await session.execute(text("SELECT DISTINCT reader FROM notice WHERE reader IS NOT NULL"))).scalars()
        told = set(readers)
    assert (row.proxy_id, row.channel) == (None, "proxy")
    assert f"staff:{cadre.id}" not in told
    for trace in (str(row.id), row.number, "law.dv"):
        assert all(trace not in said for said in (quiet.text.replace('"law.dv"', ""), notices, shown))
    async with visit(first) as client:
        case = (await client.get(f"/v1/desk/requests/{row.id}")).json()
    assert (case["telling"], case["channel"]) == ("他打她", "proxy")


async def test_LED_07_what_another_village_entered_is_not_there_and_sounds_like_nothing(
    world: World, visit: Visits
) -> None:
    async with visit(await cadre_of(world)) as client:
        made = await enter(client)
        entry = made["registration"]["id"]
    strangers = [
        await cadre_of(world, NEIGHBOUR),
        await world.staff(Role.TOWNSHIP_WORKER, "town-500230102", divisions=("500230102",)),
    ]
    calls: tuple[tuple[str, str, Any], ...] = (
        ("POST", "consents", CONSENT),
        ("POST", "claim-code", None),
        ("POST", "requests", {"services": ["job.train"], "share": True, "consent_heard": True}),
        ("POST", "requests/preview", {"services": ["job.train"], "share": True}),
        ("GET", "requests", None),
    )
    for actor in strangers:
        async with visit(actor) as client:
            for method, path, body in calls:
                both = [
                    await client.request(method, f"/v1/desk/registrations/{one}/{path}", json=body)
                    for one in (entry, NOBODY)
                ]
                assert {one.status_code for one in both} == {404}, path
                bodies = [{**one.json(), "request_id": ""} for one in both]
                assert bodies[0] == bodies[1], path
            assert (await client.get("/v1/desk/registrations")).json()["items"] == []
    async with visit(await world.woman()) as another:
        assert (await another.get("/v1/my/proxies")).json()["items"] == []
        async with world.as_owner() as session:
            consent = (await session.execute(text("SELECT id FROM proxy_consent"))).scalar_one()
        for path, body in (("renew", {"expires_on": "2027-01-01"}), ("end", None)):
            assert (await another.post(f"/v1/my/proxies/{consent}/{path}", json=body)).status_code == 404
