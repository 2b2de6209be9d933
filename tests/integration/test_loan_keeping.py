"""What of a loan is kept, and how long: a self-check with her yes, an application till three years after its end."""

from datetime import timedelta

from sqlalchemy import text

from app import clock
from app.crypto import Place
from app.domain.loans import keeping
from app.jobs import keeping_limits
from app.vocabulary import DataClass
from tests.integration.test_loans import FITS
from tests.loans import begun, bureau, must
from tests.visits import Visits
from tests.world import COUNTY, World


async def test_LON_02_a_check_is_kept_only_with_her_yes_and_erased_at_her_word(world: World, visit: Visits) -> None:
    her, stranger = await world.woman(), await world.woman()
    said = {"answers": FITS | {"spouse_loans": "unclear"}}

    async def rows() -> int:
        async with world.as_owner() as session:
            return int((await session.execute(text("SELECT count(*) FROM loan_check"))).scalar_one())

    async with visit(her) as she:
        refused = await she.put("/v1/my/loan/self-check", json=said | {"keep": False})
        assert await rows() == 0
        kept = await she.put("/v1/my/loan/self-check", json=said | {"keep": True, "heard": True})
        again = await she.put("/v1/my/loan/self-check", json=said | {"keep": True, "heard": True})
        mine = (await she.get("/v1/my/loan")).json()["kept_check"]
        assert await rows() == 1
        async with visit(stranger) as other:
            assert (await other.get("/v1/my/loan")).json()["kept_check"] is None
        erased = await she.delete("/v1/my/loan/self-check")
        assert await rows() == 0
        live = [one for one in (await she.get("/v1/my/consents")).json()["items"] if one["withdrawn_at"] is None]
    assert (refused.status_code, refused.json()["code"]) == (403, "keeping_needs_yes")
    assert (kept.status_code, again.status_code) == (200, 200)
    assert mine["verdict_words"] == "要核实"
    assert erased.json()["kept"] is False
    assert live == []


async def test_LON_02_taking_the_consent_back_hides_the_check_at_once_and_the_worker_removes_it(
    world: World, visit: Visits
) -> None:
    async with visit(await world.woman()) as she:
        await she.put("/v1/my/loan/self-check", json={"answers": FITS, "keep": True, "heard": True})
        consent = (await she.get("/v1/my/consents")).json()["items"][0]
        await she.delete(f"/v1/my/consents/{consent['id']}")
        assert (await she.get("/v1/my/loan")).json()["kept_check"] is None
    async with world.as_worker() as session:
        await keeping.forget_unwanted(session, county=COUNTY)
    async with world.as_owner() as session:
        assert (await session.execute(text("SELECT count(*) FROM loan_check"))).scalar_one() == 0


async def test_LON_02_a_kept_check_that_fits_the_questions_of_today_no_more_does_not_hide_her_loan(
    world: World, visit: Visits
) -> None:
    her = await world.woman()
    await begun(visit, her)
    async with visit(her) as she:
        await she.put("/v1/my/loan/self-check", json={"answers": FITS, "keep": True, "heard": True})
        vault = await world.vault()
        for old in ('{"product": "gone"}', '{"months": 600}', '{"answers": {"gone": "yes"}}'):
            async with world.as_owner() as session:
                key = (await session.execute(text("SELECT id FROM loan_check"))).scalar_one()
                blob = vault.seal(DataClass.REQUEST, Place("loan_check", "answers_sealed", key), old)
                await session.execute(text("UPDATE loan_check SET answers_sealed = :b"), {"b": blob})
            shown = await she.get("/v1/my/loan")
            assert (shown.status_code, shown.json().get("kept_check")) == (200, None), old
            assert len(shown.json()["applications"]) == 1


async def test_SAF_11_an_ended_application_is_gone_after_three_years_and_one_on_its_way_stays(
    world: World, visit: Visits
) -> None:
    ended, alive = await world.woman(), await world.woman()
    first = await begun(visit, ended)
    await begun(visit, alive)
    async with visit(await bureau(world)) as desk:
        await must(desk, first["id"], "rejected", on=str(clock.today()), note="项目不在本市；可以打 12333 再问。")
    left = []
    for days in (1094, 1096):
        with clock.turned(timedelta(days=days)):
            await keeping_limits.keep_limits(county=COUNTY)
        async with world.as_owner() as session:
            left.append(sorted((await session.execute(text("SELECT stage FROM loan_step"))).scalars()))
    assert left == [["intention", "intention", "rejected"], ["intention"]]


async def test_SAF_11_a_kept_check_is_gone_after_a_year(world: World, visit: Visits) -> None:
    her = await world.woman()
    async with visit(her) as she:
        kept = await she.put("/v1/my/loan/self-check", json={"answers": FITS, "keep": True, "heard": True})
    assert kept.status_code == 200, kept.text
    left = []
    for days in (364, 366):
        with clock.turned(timedelta(days=days)):
            await keeping_limits.keep_limits(county=COUNTY)
        async with world.as_owner() as session:
            left.append((await session.execute(text("SELECT count(*) FROM loan_check"))).scalar_one())
    assert left == [1, 0]
