"""A child's facts are kept with a guardian's consent or on a named ground; whoever hears of harm is told the law."""

from sqlalchemy import text

from app import clock
from app.vocabulary import Role
from tests.desk import ask_for
from tests.integration.test_levels import roster, trio
from tests.ledger import register
from tests.visits import Visits
from tests.world import World


def household(*years: int, **more: object) -> dict[str, object]:
    return {
        "children": [{"birth_year": year, "school": "primary"} for year in years],
        "elders": 0,
        "has_land_contract": None,
        **more,
    }


async def test_SAF_10_a_child_under_fourteen_is_kept_only_with_a_guardians_consent(world: World, visit: Visits) -> None:
    year = clock.today().year
    async with visit(await world.woman()) as she:
        await register(she)
        refused = await she.put("/v1/my/registration/household", json=household(year - 8))
        border = await she.put("/v1/my/registration/household", json=household(year - 14))
        grown = await she.put("/v1/my/registration/household", json=household(year - 15))
        agreed = await she.put(
            "/v1/my/registration/household", json=household(year - 8, year - 16, guardian_consent_heard=True)
        )
        again = await she.put("/v1/my/registration/household", json=household(year - 7, year - 16))
        consents = (await she.get("/v1/my/consents")).json()["items"]
        (given,) = [one for one in consents if one["purpose"] == "children"]
        await she.delete(f"/v1/my/consents/{given['id']}")
        after = (await she.get("/v1/my/registration")).json()["household"]["children"]
        without = await she.put("/v1/my/registration/household", json=household(year - 7))
    assert [one.status_code for one in (refused, border, grown, agreed, again, without)] == [
        403,
        403,
        200,
        200,
        200,
        403,
    ]
    assert refused.json()["code"] == "consent_missing"
    assert [one["birth_year"] for one in after] == [year - 16], "with the consent goes what rested on it"
    async with world.as_owner() as session:
        channel = text("SELECT channel FROM consent WHERE purpose = 'children'")
        assert (await session.execute(channel)).scalars().all() == ["guardian"]


async def test_SAF_10_a_clue_of_harm_to_a_child_shows_its_handlers_the_duty_to_report_with_its_source(
    world: World, visit: Visits
) -> None:
    first, second, head = await trio(world, "public_security")
    await roster(world, "girl.clue", first, second, head)
    stranger = await world.staff(Role.DEPARTMENT_HEAD, "public_security")
    async with visit(await world.woman()) as she:
        clue = await ask_for(she, "girl.clue", telling="邻居家的女娃")
        hers = await ask_for(she, "girl.clue", telling="我家女娃", guardian=True)
        plain = await ask_for(she, "job.train")
    async with visit(first) as client:
        shown = (await client.get(f"/v1/desk/requests/{clue['id']}")).json()
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(handler) as client:
        other = (await client.get(f"/v1/desk/requests/{plain['id']}")).json()
    async with visit(stranger) as client:
        assert (await client.get(f"/v1/desk/requests/{clue['id']}")).status_code == 404
    assert {"report_at_once", "report_violence"} <= {one["code"] for one in shown["duties"]}
    assert any("第十一条" in one["source"] for one in shown["duties"])
    assert other["duties"] == []
    async with world.as_owner() as session:
        grounds = text(
            "SELECT request_id::text, facts->>'child_ground' AS ground FROM request_event WHERE step = 'submit'"
        )
        found = {row.request_id: row.ground for row in await session.execute(grounds)}
        kept = text("SELECT request_id::text FROM consent WHERE purpose = 'children' AND channel = 'guardian'")
        assert (await session.execute(kept)).scalars().all() == [hers["id"]]
    assert (found[clue["id"]], found[hers["id"]], found[plain["id"]]) == ("duty_to_report", "children", None)
