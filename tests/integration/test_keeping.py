"""Nothing is kept longer than its class allows; a list first, ids only; an order to keep stops it, and takes two."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from rich.console import Console
from sqlalchemy import text

from app import clock
from app.cli import retention
from app.domain.keeping import limits
from app.domain.keeping.limits import CLASSES, Due, class_of
from app.jobs import keeping_limits
from app.models.base import metadata
from app.vocabulary import Role
from tests.desk import ask_for, must
from tests.integration.test_levels import roster, trio
from tests.integration.test_registration import FIELDS
from tests.visits import Visits
from tests.world import COUNTY, World

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


async def due_of(world: World, code: str) -> Due:
    async with world.as_worker() as session:
        return await limits.due(session, county=COUNTY, one=class_of(code))


async def scalars(world: World, query: str) -> list[Any]:
    async with world.as_owner() as session:
        return list((await session.execute(text(query))).scalars())


async def lived(world: World, visit: Visits) -> tuple[dict[str, Any], dict[str, Any]]:
    """An ordinary request and a closed one, both over, and a registration; everything on one day."""
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    her = await world.woman(phone="13900001111")
    with clock.stopped(START):
        async with visit(her) as she, visit(first) as client:
            await she.put("/v1/my/registration", json=FIELDS)
            ordinary = await ask_for(she, "job.match", telling="找活", share=False)
            closed = await ask_for(she, "law.dv", telling="他打我")
            await must(client, closed["id"], "accept")
            await she.post("/v1/my/receipt-numbers")
            for one in (ordinary, closed):
                answer = await she.post(f"/v1/my/requests/{one['id']}/withdraw", json={"kind": "stop"})
                assert answer.status_code == 200, answer.text
    return ordinary, closed


def test_SAF_11_every_class_of_the_county_is_one_the_worker_knows_or_one_that_is_only_kept() -> None:
    from pathlib import Path

    from app.domain.catalogue.reading import read_folder

    folder = read_folder(Path("counties/500230")).folder
    assert folder is not None
    named = {one.code for one in folder.retentions}
    apart = {"evidence", "audit", "parcels"}  # hers until she deletes it; sealed and counted; dropped hour by hour
    assert named - apart <= {one.code for one in CLASSES}
    assert all(one.basis for one in folder.retentions)
    for one in CLASSES:
        table = one.over.split(" FROM ")[1].split()[0]
        assert table in metadata.tables, one.code


async def test_SAF_11_a_finished_requests_words_are_gone_after_five_years_and_not_before(
    world: World, visit: Visits
) -> None:
    ordinary, closed = await lived(world, visit)
    with clock.stopped(START + timedelta(days=1824)):
        early = await due_of(world, "request")
    with clock.stopped(START + timedelta(days=1826)):
        late = await due_of(world, "request")
        done = await keeping_limits.keep_limits(county=COUNTY)
        again = await keeping_limits.keep_limits(county=COUNTY)
    assert early.ids == ()
    assert {str(one) for one in late.ids} == {ordinary["id"], closed["id"]}
    assert (done["request"], sum(again.values())) == (2, 0)
    assert await scalars(world, "SELECT count(*) FROM help_request WHERE telling_sealed IS NOT NULL") == [0]
    assert await scalars(world, "SELECT count(*) FROM case_key WHERE wrapped IS NOT NULL") == [0]
    assert await scalars(world, "SELECT count(*) FROM help_request") == [2], "the rows stay, for the counts"
    facts = await scalars(world, "SELECT facts FROM audit_event WHERE action = 'retention:forget'")
    assert {"class": "request", "count": 2, "days": 1825, "held": 0} in facts


async def test_SAF_11_nothing_is_older_than_the_limit_of_its_class_after_ten_years(world: World, visit: Visits) -> None:
    await lived(world, visit)
    with clock.stopped(START + 10 * YEAR):
        before = [await due_of(world, one.code) for one in CLASSES]
        await keeping_limits.keep_limits(county=COUNTY)
        after = [await due_of(world, one.code) for one in CLASSES]
    assert {one.code for one in before if one.ids} >= {"request", "notices", "receipt_numbers", "kept_answers"}
    assert [one.code for one in after if one.ids] == []


async def test_SAF_11_the_key_in_escrow_is_destroyed_when_its_three_years_are_over(world: World, visit: Visits) -> None:
    first, second, head = await trio(world, "womens_federation")
    await roster(world, "law.dv", first, second, head)
    async with visit(await world.woman()) as she:
        with clock.stopped(START):
            asked = await ask_for(she, "law.dv", telling="他打我")
            await she.post(f"/v1/my/requests/{asked['id']}/withdraw", json={"kind": "stop_and_erase"})
    for days, left in ((1094, 1), (1096, 0)):
        with clock.stopped(START + timedelta(days=days)):
            await keeping_limits.keep_limits(county=COUNTY)
        assert await scalars(world, "SELECT count(*) FROM case_key WHERE wrapped IS NOT NULL") == [left]
    assert await scalars(world, "SELECT telling_sealed FROM help_request") == [None]


async def hold(world: World, visit: Visits, number: str) -> str:
    """Two administrators set an order to keep; gives its id."""
    admin, second = await world.staff(Role.ADMIN, "county_desk"), await world.staff(Role.ADMIN, "county_desk")
    said = {"number": number, "ground": "court", "reason": "（2026）渝0230民初12号，法院要求留存"}
    async with visit(admin) as client, visit(second) as another:
        proposed = await client.post("/v1/admin/legal-holds", json=said)
        assert proposed.status_code == 202, proposed.text
        own = await client.post(f"/v1/admin/proposals/{proposed.json()['id']}/decide", json={"agree": True})
        assert own.status_code == 403, "one person alone sets none"
        await another.post(f"/v1/admin/proposals/{proposed.json()['id']}/decide", json={"agree": True})
        return str((await client.get("/v1/admin/legal-holds")).json()["items"][0]["id"])


async def test_SAF_11_an_order_to_keep_stops_forgetting_until_two_people_release_it(
    world: World, visit: Visits
) -> None:
    ordinary, closed = await lived(world, visit)
    with clock.stopped(START + timedelta(days=1820)):
        kept = await hold(world, visit, ordinary["number"])
    with clock.stopped(START + timedelta(days=1826)):
        found = await due_of(world, "request")
        await keeping_limits.keep_limits(county=COUNTY)
        left = await scalars(world, "SELECT id::text FROM help_request WHERE telling_sealed IS NOT NULL")
        admin, second = await world.staff(Role.ADMIN, "county_desk"), await world.staff(Role.ADMIN, "county_desk")
        auditor = await world.staff(Role.AUDITOR, "county_desk")
        async with visit(admin) as client, visit(second) as another, visit(auditor) as looker:
            release = await client.post(f"/v1/admin/legal-holds/{kept}/release", json={"reason": "法院已经结案了"})
            await another.post(f"/v1/admin/proposals/{release.json()['id']}/decide", json={"agree": True})
            shown = (await looker.get("/v1/admin/legal-holds")).json()["items"]
            again = await client.post(f"/v1/admin/legal-holds/{kept}/release", json={"reason": "已经解除过一次"})
        await keeping_limits.keep_limits(county=COUNTY)
    assert ([str(one) for one in found.held], [str(one) for one in found.ids]) == ([ordinary["id"]], [closed["id"]])
    assert left == [ordinary["id"]]
    assert (shown[0]["number"], shown[0]["release_reason"], again.status_code) == (
        ordinary["number"], "法院已经结案了", 409,
    )  # fmt: skip
    assert await scalars(world, "SELECT count(*) FROM help_request WHERE telling_sealed IS NOT NULL") == [0]


async def test_SAF_11_a_registration_number_holds_everything_of_its_person_and_her_deletion_waits(
    world: World, visit: Visits
) -> None:
    from app.domain.keeping import person

    her = await world.woman(phone="13900001111")
    async with visit(her) as she:
        number = (await she.put("/v1/my/registration", json=FIELDS)).json()["number"]
        asked = await ask_for(she, "job.match", telling="找活", share=False)
        kept = await hold(world, visit, number)
        await she.post("/v1/my/deletion", json={"confirm": True})
    async with world.as_worker() as session:
        assert not await person.forget(session, county=COUNTY, profile_id=her.profile_id)
    assert await scalars(world, "SELECT count(*) FROM account WHERE disabled_at IS NOT NULL") == [1]
    assert await scalars(world, "SELECT name_sealed IS NOT NULL FROM ledger_entry") == [True]
    async with world.as_owner() as session:
        await session.execute(text("UPDATE legal_hold SET released_at = now() WHERE id = :id"), {"id": UUID(kept)})
    await keeping_limits.keep_limits(county=COUNTY)
    assert await scalars(world, "SELECT name_sealed FROM ledger_entry") == [None]
    assert await scalars(world, "SELECT state FROM rights_request") == ["done"]
    assert asked["state"] == "submitted"


async def test_SAF_11_what_she_erases_while_an_order_holds_it_is_out_of_sight_and_emptied_when_it_ends(
    world: World, visit: Visits
) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman(phone="13900001111")) as she, visit(handler) as client:
        asked = await ask_for(she, "job.match", telling="找活", share=False)
        kept = await hold(world, visit, asked["number"])
        await she.post(f"/v1/my/requests/{asked['id']}/withdraw", json={"kind": "stop_and_erase"})
        seen = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
        desk = await client.get(f"/v1/desk/requests/{asked['id']}")
    assert (seen["erased"], seen["telling"], desk.status_code) == (True, None, 404)
    assert await scalars(world, "SELECT count(*) FROM help_request WHERE telling_sealed IS NOT NULL") == [1]
    async with world.as_owner() as session:
        await session.execute(text("UPDATE legal_hold SET released_at = now() WHERE id = :id"), {"id": UUID(kept)})
    await keeping_limits.keep_limits(county=COUNTY)
    assert await scalars(world, "SELECT count(*) FROM help_request WHERE telling_sealed IS NOT NULL") == [0]


async def test_a_slip_in_the_number_of_an_order_is_refused(world: World, visit: Visits) -> None:
    async with visit(await world.staff(Role.ADMIN, "county_desk")) as client:
        said = {"number": "123456789", "ground": "court", "reason": "（2026）渝0230民初12号"}
        refused = await client.post("/v1/admin/legal-holds", json=said)
    assert refused.status_code == 422


async def test_SAF_11_the_dry_run_lists_counts_and_ids_and_changes_nothing(world: World, visit: Visits) -> None:
    ordinary, _ = await lived(world, visit)
    with clock.stopped(START + timedelta(days=1826)):
        found = [await due_of(world, one.code) for one in CLASSES]
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(retention.listing(COUNTY, found, ids=True, run=False))
    shown = console.export_text()
    assert ordinary["id"] in shown
    assert "没有动" in shown
    assert "找活" not in shown
    assert await scalars(world, "SELECT count(*) FROM help_request WHERE telling_sealed IS NOT NULL") == [2]
