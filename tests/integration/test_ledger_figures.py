"""The ledger's month, the score sheet, what needs looking after, what is reported upward, and files of figures."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import text

from app import clock
from app.domain.figures import flows, months, quality
from app.integrations.storage import Storage
from app.models.ledger import LedgerFlag
from app.vocabulary import Face, FlagSource, KeyGroup, Role
from tests import villages
from tests.figures import Asked, ask, count, month_name
from tests.integration.test_rights import make_all
from tests.ledger import FIELDS, LedgerDesks, act, desks, register
from tests.villages import OTHER_VILLAGE, enter
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, World

LEDGER, ENTRIES = "/v1/desk/figures/ledger", "/v1/desk/data-quality/entries"


def in_last_month(day: int) -> datetime:
    return months.finished_months()[-1].values(COUNTY)["first"] + timedelta(days=day - 1, hours=9)


async def entered(world: World, visit: Visits, staff: LedgerDesks) -> str:
    """A woman taken into the ledger through every step."""
    her = await world.woman()
    async with visit(her) as she:
        entry = await register(she)
    await staff.enter(entry)
    return entry


async def test_RPT_04_a_month_of_the_ledger_adds_up_and_equals_the_ledger_on_that_day(
    world: World, visit: Visits
) -> None:
    with clock.stopped(in_last_month(1) - timedelta(days=20)):
        staff = await desks(world, visit)
        early = [await entered(world, visit, staff) for _ in range(7)]
    with clock.stopped(in_last_month(10)):
        for _ in range(6):
            await entered(world, visit, staff)
        async with visit(staff.county) as desk:
            for entry in early[:5]:
                left = await act(desk, entry, "remove", because="moved_out", on=str(clock.today()))
                assert left.status_code == 200, left.text
    month = months.finished_months()[-1]
    async with world.as_worker() as session:
        moved = await flows.moves(session, COUNTY, month, None)
    assert moved[TOWNSHIP] == {"before": 7, "joined": 6, "left": 5, "after": 8}
    async with world.as_owner() as session:
        active = await session.execute(text("SELECT count(*) FROM ledger_entry WHERE state = 'active'"))
        assert active.scalar_one() == 8, "the month's end is the ledger on that day"
    async with visit(staff.county) as desk, visit(staff.town) as town:
        shown = (await desk.get(LEDGER)).json()
        own = (await town.get(LEDGER)).json()
        groups = (await desk.get(f"{LEDGER}?group=disability")).json()
    assert shown["month"] == month_name()
    assert len(shown["rows"]) == 30
    assert shown["total"]["after"] in ("8", "—")
    assert ([one["township"] for one in own["rows"]], own["total"]) == ([TOWNSHIP], None)
    assert set(groups["total"].values()) == {"<5"}


async def test_RPT_04_a_key_group_is_counted_by_its_checked_facts_only(world: World) -> None:
    with clock.stopped(in_last_month(3)):
        for nth in range(6):
            her = await world.woman()
            entry = await enter(world, her)
            assert her.profile_id is not None
            await world.add(
                LedgerFlag(
                    county=COUNTY,
                    created_at=clock.now(),
                    entry_id=entry.id,
                    profile_id=her.profile_id,
                    township_code=TOWNSHIP,
                    village_code=entry.village_code,
                    key_group=KeyGroup.DISABILITY,
                    source=FlagSource.SELF if nth == 0 else FlagSource.CADRE,
                    seen_on=clock.today(),
                    expires_on=clock.today() + timedelta(days=400),
                    set_by=her.id,
                )
            )
    async with world.as_owner() as session:
        await session.execute(
            text("""
                INSERT INTO ledger_event (county, id, created_at, entry_id, profile_id, township_code, village_code,
                                          step, to_state, actor_kind, actor_id)
                SELECT county, gen_random_uuid(), created_at, id, profile_id, township_code, village_code, 'confirm',
                       'active', 'staff', profile_id FROM ledger_entry
            """)
        )
    async with world.as_worker() as session:
        month = months.finished_months()[-1]
        everybody = await flows.moves(session, COUNTY, month, None)
        disabled = await flows.moves(session, COUNTY, month, KeyGroup.DISABILITY)
    assert everybody[TOWNSHIP]["after"] == 6
    assert disabled[TOWNSHIP] == {"before": 0, "joined": 5, "left": 0, "after": 5}


TOWNS = ["a", "b"]
Line = dict[str, int]
Page = dict[tuple[str | None, str | None], str]
numbers = st.tuples(st.integers(0, 9), st.integers(0, 8), st.integers(0, 8))


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.tuples(numbers, numbers))
def test_RPT_03_no_hidden_number_of_the_ledgers_month_is_given_away_by_its_own_sum(
    drawn: tuple[tuple[int, int, int], ...],
) -> None:
    counted = {
        town: {"before": before, "joined": joined, "left": min(left, before + joined)}
        for town, (before, joined, left) in zip(TOWNS, drawn, strict=True)
    }
    for one in counted.values():
        one["after"] = one["before"] + one["joined"] - one["left"]
    table = flows.page(counted, TOWNS)
    page = {place: table.seen(place).count for place in table.parts if place[1] is not None}
    secret = [place for place, shown in page.items() if not shown.isdigit()]
    found: dict[object, set[int]] = {place: set() for place in secret}
    for guess in _guesses(page):
        for town, flow in secret:
            found[town, flow].add(sum(one[flow] for name, one in guess.items() if town in (None, name)))
        if all(len(one) > 1 for one in found.values()):
            return
    assert {place: values for place, values in found.items() if len(values) < 2} == {}


def _guesses(page: Page) -> Iterator[dict[str, Line]]:
    """Every pair of lines a reader of the page cannot rule out."""
    lines = {town: list(_lines(page, town)) for town in TOWNS}
    for first in lines["a"]:
        for second in lines["b"]:
            if all(_fits(page[None, flow], first[flow] + second[flow]) for flow in flows.FLOWS):
                yield {"a": first, "b": second}


def _lines(page: Page, town: str) -> Iterator[Line]:
    for before in range(22):
        for joined in range(22):
            for left in range(before + joined + 1):
                line = {"before": before, "joined": joined, "left": left, "after": before + joined - left}
                if all(_fits(page[town, flow], line[flow]) for flow in flows.FLOWS):
                    yield line


def _fits(shown: str, number: int) -> bool:
    return number < 5 if shown == "<5" else number >= 5 if shown == "—" else number == int(shown)


async def test_RPT_07_figures_leave_with_a_purpose_a_second_person_a_watermark_and_an_end(
    world: World, visit: Visits, storage: Storage
) -> None:
    her = await world.woman()
    await ask(world, Asked(her, hours=20, face=Face.GLAD), 12)
    await count(world)
    desk = await world.staff(Role.COUNTY_DESK, "county_desk", name="王经办")
    admin, other = await world.staff(Role.ADMIN, "county_desk"), await world.staff(Role.COUNTY_DESK, "county_desk")
    asked = {"purpose": "=月度工作例会使用", "format": "xlsx", "month": month_name()}
    files = {}
    async with visit(desk) as client, visit(admin) as second, visit(other) as colleague:
        assert (await client.post("/v1/desk/figures/exports", json={"what": "measures"})).status_code == 422
        for what in ("measures", "clauses", "ledger", "silent"):
            proposed = await client.post("/v1/desk/figures/exports", json={**asked, "what": what})
            assert proposed.status_code == 202, proposed.text
            before = (await client.get("/v1/desk/figures/exports")).json()["items"]
            agreed = await second.post(f"/v1/admin/proposals/{proposed.json()['id']}/decide", json={"agree": True})
            assert agreed.status_code == 200, agreed.text
            await make_all(world, storage)
            parcel = (await client.get("/v1/desk/figures/exports")).json()["items"][0]
            assert parcel["id"] not in {one["id"] for one in before}, "nothing is made before the second yes"
            assert parcel["state"] == "ready", (what, parcel)
            days = datetime.fromisoformat(parcel["expires_at"]) - datetime.fromisoformat(parcel["ordered_at"])
            assert days <= timedelta(days=7)
            path = f"/v1/desk/figures/exports/{parcel['id']}/content"
            assert (await colleague.get(path)).status_code == 404
            files[what] = (await client.get(path)).content
    page = load_workbook(io.BytesIO(files["measures"]))["部门乡镇月报"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0][0].startswith("导出人：王经办")
    assert "用途：=月度工作例会使用" in rows[0][0]
    assert rows[1][:4] == ["单位", "乡镇（街道）", "收到", "办结"]
    assert ["全部单位", "全县", "12", "12"] in [row[:4] for row in rows]
    assert {cell.data_type for row in page.iter_rows(min_row=3) for cell in row if cell.value} == {"s"}
    assert load_workbook(io.BytesIO(files["clauses"]))["十二条指标"].max_row > 60
    async with world.as_owner() as session:
        kinds = await session.execute(text("SELECT action FROM audit_event WHERE action LIKE 'parcel:%'"))
        assert list(kinds.scalars()).count("parcel:fetch") == 4


async def test_RPT_08_each_monday_what_needs_looking_after_is_counted_and_those_who_can_are_told(
    world: World, visit: Visits
) -> None:
    her, old = await world.woman(), await world.woman(village=OTHER_VILLAGE)
    with clock.stopped(clock.now() - timedelta(days=300)):
        stale = await enter(world, old, village=OTHER_VILLAGE)
        async with world.as_owner() as session:
            await session.execute(text("UPDATE ledger_entry SET created_at = :at"), {"at": clock.now()})
    wrong = await enter(world, her)
    async with world.as_owner() as session:
        query = text("UPDATE ledger_entry SET left_on = :day, phone_sealed = 'x' WHERE id = :id")
        await session.execute(query, {"day": clock.today() + timedelta(days=9), "id": wrong.id})
        await session.execute(
            text("""
                INSERT INTO notice (county, id, created_at, reader, kind, facts, dedupe_key, state, visible_from)
                SELECT '500230', gen_random_uuid(), now(), 'staff:x', 'task_due', '{}', 'stuck' || n, 'queued',
                       CAST(:at AS timestamptz) FROM generate_series(1, 6) n
            """),
            {"at": clock.now() - timedelta(hours=50)},
        )
    async with world.as_worker() as session:
        assert await quality.count_week(session, county=COUNTY) == 3
        assert await quality.count_week(session, county=COUNTY) == 0, "once a week"
    desk, town = await world.staff(Role.COUNTY_DESK, "county_desk"), await villages.town(world)
    async with visit(desk) as client, visit(town) as theirs:
        seen = {one["kind"]: one["count"] for one in (await client.get("/v1/desk/data-quality")).json()["items"]}
        own = {one["kind"]: one["count"] for one in (await theirs.get("/v1/desk/data-quality")).json()["items"]}
        lists = {
            kind: [
                one["id"] for one in (await client.get(f"/v1/desk/data-quality/entries?kind={kind}")).json()["items"]
            ]
            for kind in seen
        }
        told = (await client.get("/v1/desk/notices")).json()
    assert seen == {"stale": "1", "no_contact": "1", "conflicting_dates": "1", "outbox_stuck": "6"}
    assert own == {"stale": "0", "no_contact": "0", "conflicting_dates": "1"}
    assert lists["stale"] == lists["no_contact"] == [str(stale.id)]
    assert lists["conflicting_dates"] == [str(wrong.id)]
    assert lists["outbox_stuck"] == [], "whom a notice is for is nobody's business"
    assert "task_due" in str(told)


async def test_RPT_05_a_score_shows_its_formula_counts_only_what_is_shown_and_the_unit_may_answer(
    world: World, visit: Visits
) -> None:
    her = await world.woman()
    for nth, few in enumerate(("civil_affairs", "health", "agriculture", "finance")):  # what is small hides itself
        await ask(world, Asked(her, service="aid.temp", office=few, village=f"50023010{3 + nth}201"), nth + 1)
    units = {"human_resources": "job.train", "justice": "law.ask", "womens_federation": "fam.class"}
    for office, service in units.items():
        for village in (FIELDS["village"], OTHER_VILLAGE):
            good = Asked(her, service=service, office=office, village=str(village), hours=10, face=Face.GLAD)
            await ask(world, good, 14)
            late = Asked(her, service=service, office=office, village=str(village), hours=90, face=Face.UNHAPPY)
            await ask(world, late, 6)
    await count(world)
    desk, head = await world.staff(Role.COUNTY_DESK, "county_desk"), await world.staff(Role.DEPARTMENT_HEAD, "justice")
    async with visit(desk) as client, visit(head) as unit:
        sheet = (await client.get("/v1/desk/scores")).json()
        own = (await unit.get("/v1/desk/scores")).json()
        said = {"month": month_name(), "body": "十月有六件等外单位材料。"}
        answered = await unit.post("/v1/desk/scores/comments", json=said)
        refused = await client.post("/v1/desk/scores/comments", json=said)
        after = (await client.get("/v1/desk/scores")).json()
    line = next(one for one in sheet["units"] if one["code"] == "justice")
    assert "按时办结比例 × 60" in sheet["formulas"][0]["formula"]
    assert line["score"] == 70.0
    assert [(one["value"], one["counted"]) for one in line["parts"]] == [("70%", True), ("70%", True)]
    assert [one["code"] for one in own["units"]] == ["justice"]
    assert (answered.status_code, refused.status_code) == (201, 403)
    assert next(one for one in after["units"] if one["code"] == "justice")["comments"][0]["body"] == said["body"]
    town = next(one for one in sheet["units"] if one["code"] == TOWNSHIP)
    assert [one["counted"] for one in town["parts"]][::2] == [True, False], "what cannot be shown is not counted"


async def test_RPT_06_a_problem_goes_up_and_its_answer_comes_back(world: World, visit: Visits) -> None:
    cadre, desk = await villages.cadre(world), await world.staff(Role.COUNTY_DESK, "county_desk")
    other = await villages.town(world)
    said = {"kind": "problem", "clause": 1, "body": "救助申请要的材料太多，老人跑不动。"}
    path = "/v1/desk/upward-reports"
    async with visit(cadre) as sender, visit(desk) as client, visit(other) as stranger:
        sent = await sender.post(path, json=said)
        bad = await sender.post(path, json={**said, "clause": 40})
        listed = (await client.get(path)).json()["items"]
        at = f"{path}/{sent.json()['id']}"
        taken = await client.post(f"{at}/take-up", headers={"If-Match": '"1"'})
        stale = await client.post(f"{at}/answer", json={"body": "已经请民政局减材料。"}, headers={"If-Match": '"1"'})
        done = await client.post(f"{at}/answer", json={"body": "已经请民政局减材料。"}, headers={"If-Match": '"2"'})
        again = await client.post(f"{at}/answer", json={"body": "再答一次试试看。"}, headers={"If-Match": '"3"'})
        back = (await sender.get(at)).json()
        hidden = (await stranger.get(at)).status_code
        elsewhere = (await stranger.get(path)).json()["items"]
        notices = (await sender.get("/v1/desk/notices")).text
    assert (sent.status_code, bad.status_code) == (201, 422)
    assert [(one["kind_words"], one["body"], one["is_mine"]) for one in listed] == [
        ("执行中的问题", said["body"], False)
    ]
    assert [one.status_code for one in (taken, stale, done, again)] == [200, 412, 200, 409]
    assert (back["state_words"], back["answer"]) == ("已答复", "已经请民政局减材料。")
    assert (hidden, elsewhere) == (404, [])
    assert notices.count("task_changed") == 2
    async with world.as_owner() as session:
        row = (await session.execute(text("SELECT t::text FROM upward_report t"))).scalar_one()
    assert said["body"] not in row
