"""Figures: clauses in numbers, measures by office, township and month, silent villages, and the lists behind them."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import clock, db
from app.db import Context
from app.domain.figures import months
from app.domain.figures.countables import CUTS
from app.http.actor import context_of
from app.permissions.actors import Actor
from app.vocabulary import Audience, Countable, Face, Level, Role, Step
from tests import figures, villages
from tests.figures import Asked, ask, count, last_month, month_name
from tests.villages import OTHER_VILLAGE, enter
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, VILLAGE, World

CLAUSES = "/v1/desk/figures/clauses"


async def county_desk(world: World) -> Actor:
    return await world.staff(Role.COUNTY_DESK, "county_desk")


async def head(world: World, office: str = "human_resources") -> Actor:
    return await world.staff(Role.DEPARTMENT_HEAD, office)


async def test_RPT_01_every_clause_has_three_numbers_and_each_says_how_it_is_meant(world: World, visit: Visits) -> None:
    async with visit(await county_desk(world)) as desk:
        listed = (await desk.get(CLAUSES)).json()
        pages = [(await desk.get(f"{CLAUSES}/{one['number']}")).json() for one in listed["clauses"]]
    assert [one["number"] for one in listed["clauses"]] == list(range(1, 13))
    assert [one["label"] for one in listed["clauses"]][9:] == ["（十）", "（十一）", "（十二）"]
    assert len(listed["months"]) == 12
    for shown in pages:
        assert len(shown["indicators"]) >= 3, shown["label"]
        for one in shown["indicators"]:
            assert one["value"] is not None or one["because"], one
            assert one["source"]
    counted = {one["code"]: one["value"] for shown in pages for one in shown["indicators"]}
    assert counted["relief.received"] == "<5"
    assert int(counted["duty.gaps"]) > 100


async def test_RPT_01_each_number_opens_the_list_behind_it_within_the_readers_rights(
    world: World, visit: Visits
) -> None:
    her = await world.woman()
    await ask(world, Asked(her), 7)
    await enter(world, her)
    desk, hr = await county_desk(world), await head(world)
    town, other = await villages.town(world), await villages.town(world, OTHER_VILLAGE[:9])
    behind = f"{CLAUSES}/2/indicators/work.received"
    seen = {}
    for name, actor in {"desk": desk, "hr": hr, "town": town, "other": other}.items():
        async with visit(actor) as client:
            page = (await client.get(f"{CLAUSES}/2")).json()["indicators"]
            value = next(one["value"] for one in page if one["code"] == "work.received")
            rows = (await client.get(f"{behind}?limit=5")).json()
            more = (await client.get(f"{behind}?limit=5&cursor={rows['next']}")).json()["items"] if rows["next"] else []
            seen[name] = (value, len(rows["items"]) + len(more))
    assert seen == {"desk": ("7", 0), "hr": ("7", 7), "town": ("7", 7), "other": ("<5", 0)}
    async with visit(hr) as client:
        row = (await client.get(behind)).json()["items"][0]
        ledger = await client.get(f"{CLAUSES}/6/indicators/ledger.registered")
        page = (await client.get(f"{CLAUSES}/6")).json()["indicators"]
    assert (row["kind"], row["title"], row["state_words"]) == ("requests", "学手艺", "办好了，等您确认")
    assert "张小妹" not in str(row)
    assert ledger.status_code == 403
    registered = next(one for one in page if one["code"] == "ledger.registered")
    assert (registered["value"], registered["behind"]) == (None, None)
    assert registered["because"]
    async with visit(desk) as client:
        rows = (await client.get(f"{CLAUSES}/6/indicators/ledger.registered")).json()["items"]
    assert [(one["kind"], one["village_name"] is not None) for one in rows] == [("registrations", True)]


async def test_RPT_01_every_number_can_be_counted_and_every_list_opened_by_every_reader(
    world: World, visit: Visits
) -> None:
    """No statement is refused by the walls: a number is a number for each reader, a list a list or a plain refusal."""
    readers = [await county_desk(world), await head(world), await villages.town(world)]
    asked = 0
    for reader in readers:
        async with visit(reader) as client:
            for clause in (await client.get(CLAUSES)).json()["clauses"]:
                page = await client.get(f"{CLAUSES}/{clause['number']}")
                assert page.status_code == 200, page.text
                for one in page.json()["indicators"]:
                    path = f"{CLAUSES}/{clause['number']}/indicators/{one['code']}"
                    opened = await client.get(path)
                    assert opened.status_code == (200 if one["behind"] else 403), (reader.role, one, opened.text)
                    asked += 1
    assert asked > 3 * 60
    assert set(CUTS) < set(Countable)


async def test_RPT_02_a_month_is_measured_by_office_and_township_with_median_and_ninetieth_percentile(
    world: World, visit: Visits
) -> None:
    her = await world.woman()
    for hours in range(10, 30):  # ten of them late
        await ask(world, Asked(her, hours=hours, due_hours=19, face=Face.GLAD if hours < 22 else Face.UNHAPPY), 1)
    await ask(world, Asked(her, hours=None, steps=(Step.RETURN, Step.CLASSIFY)), 6)
    await ask(world, Asked(her, face=Face.UNHAPPY, closed_automatically=True), 5)
    assert await count(world) == 12
    assert await count(world) == 0, "a month is counted once"
    async with visit(await county_desk(world)) as desk:
        table = (await desk.get("/v1/desk/figures/measures")).json()
        series = (await desk.get("/v1/desk/figures/months")).json()
    assert (table["month"], table["is_counted"]) == (month_name(), True)
    cell = next(one for one in table["cells"] if (one["office"], one["township"]) == (None, None))
    assert (cell["received"], cell["finished"], cell["on_time"]) == ("31", "25", "60%")
    assert (cell["median_hours"], cell["ninth_hours"]) == (22, 27)
    assert (cell["returned"], cell["reclassified"], cell["reopened"]) == ("6", "6", "<5")
    assert (cell["rated"], cell["satisfied"]) == ("20", "60%"), "what was closed automatically is not counted"
    assert [one["figures"] is not None for one in series["months"]] == [True] * 12
    assert series["months"][-1]["figures"]["finished"] == "25"


async def test_RPT_02_a_reopened_finish_is_measured_by_the_date_it_had_then(world: World) -> None:
    her = await world.woman()
    made = await ask(world, Asked(her, hours=24, due_hours=None), 12)
    async with world.as_owner() as session:
        for request in made:
            await session.execute(
                text("""
                    INSERT INTO request_event (county, id, created_at, request_id, profile_id, readers, seq, step,
                                               to_state, actor_kind, facts, shown_to_her)
                    SELECT county, gen_random_uuid(), CAST(:at AS timestamptz), id, profile_id, readers, 9, 'reopen',
                           'reopened', 'woman', jsonb_build_object('finish_due_before', created_at), true
                    FROM help_request WHERE id = :id
                """),
                {"id": request, "at": last_month() + timedelta(days=3)},
            )
        await session.execute(text("UPDATE help_request SET finish_due = created_at + interval '90 days'"))
    async with db.transaction(Context(Audience.FIGURES, COUNTY)) as session:
        values = months.finished_months()[-1].values(COUNTY)
        rows = (await session.execute(months.FINISHED, values)).all()
    assert {(row.on_time, row.late, row.undated) for row in rows} == {(0, 12, 0)}, "late by the date they had then"


async def test_RPT_02_each_reader_sees_the_rows_of_her_reach_and_the_walls_hold_without_the_filter(
    world: World, visit: Visits
) -> None:
    her = await world.woman()
    await ask(world, Asked(her), 9)
    await ask(world, Asked(her, service="law.ask", office="justice", village=OTHER_VILLAGE), 8)
    await count(world)
    seen = {}
    readers = {"desk": await county_desk(world), "hr": await head(world), "town": await villages.town(world)}
    for name, actor in readers.items():
        async with visit(actor) as client:
            cells = (await client.get("/v1/desk/figures/measures")).json()["cells"]
            asked = (await client.get(f"/v1/desk/figures/months?office=justice&township={OTHER_VILLAGE[:9]}")).json()
        seen[name] = {(one["office"], one["township"]) for one in cells}
        if name != "desk":
            assert "justice" not in (asked["office"] or "") or asked["township"] == TOWNSHIP
        async with db.transaction(context_of(actor)) as session:
            rows = await session.execute(
                text("SELECT office_code, township_code FROM month_figure WHERE shown <> '{}'")
            )
            assert {tuple(row) for row in rows} >= seen[name]
            if name == "town":
                only = await session.execute(text("SELECT DISTINCT township_code FROM month_figure"))
                assert set(only.scalars()) == {TOWNSHIP}
    assert (None, None) in seen["desk"]
    assert {"justice", "human_resources"} & {office for office, _ in seen["desk"]}
    assert {office for office, _ in seen["hr"]} == {"human_resources"}
    assert {town for _, town in seen["town"]} == {TOWNSHIP}


async def test_RPT_02_a_cell_opens_its_list(world: World, visit: Visits) -> None:
    her = await world.woman()
    await ask(world, Asked(her, steps=(Step.RETURN,)), 6)
    async with visit(await head(world)) as client:
        opened = {
            figure: len((await client.get(f"/v1/desk/figures/measures/behind?figure={figure}")).json()["items"])
            for figure in ("received", "finished", "on_time", "returned", "reopened", "reclassified", "rated")
        }
        elsewhere = await client.get(f"/v1/desk/figures/measures/behind?figure=received&township={OTHER_VILLAGE[:9]}")
        theirs = await client.get("/v1/desk/figures/measures/behind?figure=received&office=justice")
    assert opened == {"received": 6, "finished": 6, "on_time": 6, "returned": 6} | dict.fromkeys(
        ("reopened", "reclassified", "rated"), 0
    )
    assert elsewhere.json()["items"] == []
    assert len(theirs.json()["items"]) == 6, "whatever office is asked for, a head sees her own"


async def test_RPT_03_only_a_finished_month_can_be_looked_at(world: World, visit: Visits) -> None:
    running = clock.today().isoformat()[:7]
    async with visit(await county_desk(world)) as desk:
        for path in (f"{CLAUSES}/1", "/v1/desk/figures/measures"):
            answer = await desk.get(f"{path}?month={running}")
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_SAF_04_closed_matters_are_one_suppressed_number_of_the_county_and_nothing_else(
    world: World, visit: Visits
) -> None:
    her = await world.woman()
    closed = Asked(her, service="law.dv", office="justice", level=Level.CLOSED)
    await ask(world, closed, 6)
    await ask(world, Asked(her, service="girl.clue", office="public_security", level=Level.CLOSED), 2)
    await count(world)
    async with visit(await county_desk(world)) as desk:
        rights = (await desk.get(f"{CLAUSES}/4")).json()["indicators"]
        honours = (await desk.get(f"{CLAUSES}/9")).json()["indicators"]
        refused = await desk.get(f"{CLAUSES}/4/indicators/rights.closed")
        cells = (await desk.get("/v1/desk/figures/measures")).json()["cells"]
    values = {one["code"]: (one["value"], one["behind"]) for one in (*rights, *honours)}
    assert values["rights.closed"] == ("6", None)
    assert values["rights.closed_finished"] == ("6", None)
    assert values["honour.closed"] == ("<5", None)
    assert values["rights.received"][0] == "<5", "the open number does not hold them"
    assert refused.status_code == 403
    assert [set(one.values()) & {"6", "8", "2"} for one in cells] == [set()] * len(cells)
    for actor in (await head(world, "justice"), await villages.town(world)):
        async with visit(actor) as client:
            for number in (4, 9):
                shown = (await client.get(f"{CLAUSES}/{number}")).json()["indicators"]
                assert {one["value"] for one in shown if "closed" in one["code"]} == {None}
        with pytest.raises(DBAPIError):
            async with db.transaction(context_of(actor)) as session:
                await session.execute(text("SELECT * FROM closed_month"))


async def test_SAF_04_the_role_that_counts_sees_no_closed_row_and_no_sealed_column(world: World) -> None:
    her = await world.woman()
    await ask(world, Asked(her, service="law.dv", office="justice", level=Level.CLOSED), 3)
    await ask(world, Asked(her), 2)
    context = Context(Audience.FIGURES, COUNTY)
    async with db.transaction(context) as session:
        for table in ("help_request", "request_event"):
            found = await session.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608  our own names
            assert found.scalar_one() == {"help_request": 2, "request_event": 4}[table]
    sealed = text("""
        SELECT table_name, column_name FROM information_schema.column_privileges
        WHERE grantee = 'aud_figures' AND (column_name LIKE '%sealed%' OR column_name LIKE '%index%'
                                           OR column_name IN ('number', 'phone'))
    """)
    async with world.as_owner() as session:
        assert (await session.execute(sealed)).all() == []
    with pytest.raises(DBAPIError):
        async with db.transaction(context) as session:
            await session.execute(text("SELECT telling_sealed FROM help_request"))


async def test_D26_a_village_with_women_and_no_request_in_six_months_is_silent(world: World, visit: Visits) -> None:
    for village in (VILLAGE, OTHER_VILLAGE):
        for _ in range(6):
            await enter(world, await world.woman(village=village), village=village)
    her = await world.woman()
    await ask(world, Asked(her, village=OTHER_VILLAGE), 1)
    await ask(world, Asked(her, village=VILLAGE), 1, at=clock.now() - timedelta(days=200))
    await ask(world, Asked(her, service="law.dv", office="justice", level=Level.CLOSED, village=VILLAGE), 1)
    readers = (await county_desk(world), await villages.town(world), await villages.town(world, OTHER_VILLAGE[:9]))
    seen = []
    for reader in readers:
        async with visit(reader) as client:
            answer = (await client.get("/v1/desk/figures/silent-villages")).json()
            seen.append([(one["village"], one["women"]) for one in answer["items"]])
    assert seen == [[(VILLAGE, "6")], [(VILLAGE, "6")], []], "what is closed is known to nobody here"


async def test_figures_are_read_with_the_same_few_questions_however_many_there_are(
    world: World, visit: Visits, engine: object
) -> None:
    from tests.statements import recorded

    her, desk = await world.woman(), await county_desk(world)
    asked = []
    async with visit(desk) as client:
        await client.get("/v1/desk/figures/measures")
        for _ in range(2):
            with recorded(engine) as statements:  # type: ignore[arg-type]
                await client.get("/v1/desk/figures/measures")
            asked.append(len(statements))
            await ask(world, Asked(her), 6)
            await count(world)
    assert asked[0] == asked[1]
    assert len(figures.months.finished_months()) == months.MONTHS_BACK
