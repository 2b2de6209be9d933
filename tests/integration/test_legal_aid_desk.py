"""What the desk is offered: steps that would be taken now, papers with their pictures, nothing left over."""

from sqlalchemy import text

from tests import aid
from tests.visits import Visits
from tests.world import World

WHY = {"reason": "not_eligible", "body": "这件事已经判过了。", "other_path": "可以打 12348 问申诉。"}


async def test_B4_the_desk_is_offered_only_the_steps_that_would_be_taken_now(world: World, visit: Visits) -> None:
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she, visit(bureau.handler) as client, visit(bureau.head) as head:
        made = await aid.apply(she)
        application = await aid.accepted(client, made)
        fresh = (await client.get(f"/v1/desk/legal-aid/{application}")).json()["possible_steps"]
        told = (await aid.must(client, application, "tell-papers", missing=["身份证"]))["possible_steps"]
        taken = (await aid.must(client, application, "take-papers"))["possible_steps"]
        await aid.must(client, application, "refuse", **WHY)
        await she.post(f"/v1/my/legal-aid/{application}/object")
        decided = (await client.get(f"/v1/desk/legal-aid/{application}")).json()["possible_steps"]
        another = (await head.get(f"/v1/desk/legal-aid/{application}")).json()["possible_steps"]
    assert fresh == ["tell-papers", "grant", "refuse"]
    assert told == ["take-papers"]
    assert taken == ["grant", "refuse"]
    assert (decided, another) == ([], ["decide-objection"])


async def test_REQ_04_a_missing_paper_comes_with_the_key_of_an_example_picture(world: World, visit: Visits) -> None:
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she, visit(bureau.handler) as client:
        application = await aid.accepted(client, await aid.apply(she))
        usual = (await client.get(f"/v1/desk/legal-aid/{application}")).json()["usual_papers"]
        await aid.must(client, application, "tell-papers", missing=["身份证", "村里写的经过"])
        mine = (await she.get(f"/v1/my/legal-aid/{application}")).json()
    assert {"name": "身份证", "picture": "paper.id_card"} in usual
    assert mine["missing"] == [
        {"name": "身份证", "picture": "paper.id_card"},
        {"name": "村里写的经过", "picture": None},
    ]


async def test_REQ_09_taking_an_application_back_ends_the_other_persons_look(world: World, visit: Visits) -> None:
    bureau = await aid.bureau(world)
    async with visit(await world.woman()) as she, visit(bureau.handler) as client:
        application = await aid.accepted(client, await aid.apply(she))
        await aid.must(client, application, "refuse", **WHY)
        await she.post(f"/v1/my/legal-aid/{application}/object")
        withdrawn = await she.post(f"/v1/my/legal-aid/{application}/withdraw")
    async with world.as_owner() as session:
        looks = text("SELECT state FROM request_task WHERE part = 'review'")
        assert (await session.execute(looks)).scalars().all() == ["cancelled"]
    assert withdrawn.json()["state"] == "withdrawn"
