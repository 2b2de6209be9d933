"""The mood check stays on the telephone until she sends it; what she sends only her counsellors read."""

from sqlalchemy import text

from tests import care
from tests.care import CALM
from tests.visits import Visits
from tests.world import World

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


async def rows_everywhere(world: World) -> dict[str, int]:
    async with world.as_owner() as session:
        names = (await session.execute(text(TABLES))).scalars().all()
        return {name: (await session.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one() for name in names}  # noqa: S608  our own names


async def test_B3_mood_items_never_leave_the_phone_without_her_act(world: World, visit: Visits) -> None:
    await care.people(world)
    her = await world.woman()
    async with visit(her) as she:
        before = await rows_everywhere(world)
        shown = (await she.get("/v1/my/counselling/mood-check")).json()
        after = await rows_everywhere(world)
        sent = await care.send_mood(she, CALM)
    async with world.as_owner() as session:
        kept = (await session.execute(text("SELECT answers_sealed FROM counselling_mood_check"))).scalars().all()
        spoken = (await session.execute(text("SELECT string_agg(facts::text, ' ') FROM request_event"))).scalar_one()
        heard = (await session.execute(text("SELECT string_agg(facts::text, ' ') FROM audit_event"))).scalar_one()
    assert after == before, "looking at the questions leaves no trace at all"
    assert (len(shown["questions"]), shown["questions"][4]["danger_from"], shown["reviewed"]) == (6, 1, False)
    assert [one["number"] for one in shown["danger_lines"]] == ["12356", "110", "120"]
    assert (sent.status_code, sent.json()["danger"], sent.json()["lines"]) == (201, False, [])
    assert len(kept) == 1
    for word in ("nervous", "harm", "afraid"):
        assert word.encode() not in bytes(kept[0])
        assert word not in spoken + heard


async def test_a_mood_check_goes_into_her_own_request_and_only_her_counsellors_read_the_answers(
    world: World, visit: Visits
) -> None:
    first, _, _, _ = await care.people(world)
    async with visit(await world.woman()) as she:
        request = (await care.send_mood(she, CALM)).json()["request_id"]
        again = (await care.send_mood(she, CALM, request_id=request)).json()["request_id"]
        old = await care.send_mood(she, CALM, request_id=request, version=9)
        odd = await care.send_mood(she, {**CALM, "harm": 7}, request_id=request)
        short = await care.send_mood(she, {"harm": 1}, request_id=request)
    async with visit(first) as client:
        seen = (await client.get(f"/v1/desk/requests/{request}/counselling")).json()
    assert again == request
    assert (old.status_code, old.json()["code"], odd.status_code, short.status_code) == (
        409,
        "questions_changed",
        422,
        422,
    )
    assert [one["danger"] for one in seen["mood_checks"]] == [False, False]
    answers = {one["question"]: (one["text"], one["score"]) for one in seen["mood_checks"][0]["answers"]}
    assert answers["interest"] == ("做事时提不起劲或没有兴趣", 2)
