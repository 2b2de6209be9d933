"""Moderation: what others will see is judged, a person looks where nobody could, nothing of hers ever goes there."""

# ruff: noqa: F811  fixtures of other files are imported, and asked for, by their name

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from app import clock, db
from app.crypto import Place, new_data_key
from app.db import Context
from app.domain import content_checks, pushes
from app.domain.content_checks import Object, Subject
from app.domain.files.storing import file_vault
from app.integrations.content_check.words import own_words, read_words
from app.integrations.storage import Storage
from app.jobs import checking_content
from app.permissions.actors import Actor
from app.vocabulary import Audience, CheckedKind, CheckSource, CheckState, DataClass, Role
from sandbox.wechat import safety
from sandbox.wechat.faults import Fault, FaultKind
from tests.desk import ask_for, must
from tests.integration.test_files import clean_all, send
from tests.offerings import course, post, provider
from tests.outside import StandIns, deliver_all
from tests.unit.test_media import jpeg, tone
from tests.visits import Visits
from tests.wechat_pushes import OPENID, push, stand_ins, with_wechat  # noqa: F401  both stand-ins
from tests.world import COUNTY, World

CLEAN, RISKY, ADVERT = "竹编班十二月开课，包午饭。", "内部渠道，刷 单-返 利，今天就结。", "名额有限速来，加微信详谈。"
KIND = CheckedKind.PROVIDER_TEXT


async def asked(words: str, account: UUID | None = None) -> UUID:
    """Publish-to-be: one text waits, as whoever publishes would have it."""
    subject = uuid4()
    async with db.transaction(Context(Audience.ADMIN, COUNTY)) as session:
        await content_checks.ask_text(session, county=COUNTY, subject=Subject(KIND, subject, account), words=words)
    return subject


async def work(world: World, stand_ins: StandIns) -> None:
    """Let the worker make every check that waits."""
    async with world.as_owner() as session:
        waiting = (await session.execute(text("SELECT id FROM content_check WHERE state = 'waiting'"))).scalars().all()
    async with stand_ins.outside(public_url="http://county.test") as outside:
        for check in waiting:
            await checking_content.check_content(outside, county=COUNTY, check_id=check)


async def state(world: World, subject: UUID) -> CheckState | None:
    async with world.as_worker() as session:
        return await content_checks.state_of(session, county=COUNTY, kind=KIND, subject_id=subject)


async def author(world: World, stand_ins: StandIns) -> Actor:
    """Somebody who publishes and has opened the program just now."""
    her = await world.woman()
    await with_wechat(world, her)
    stand_ins.wechat.wx_login(OPENID)
    return her


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (CLEAN, CheckState.PASS),
        (RISKY, CheckState.RISKY),
        (ADVERT, CheckState.REVIEW),
        ("卖高-利 贷", CheckState.RISKY),
        ("ＰＳ：月入过万", CheckState.REVIEW),
        ("", CheckState.PASS),
    ],
)
def test_our_own_list_finds_words_behind_spaces_signs_and_letter_forms(words: str, found: CheckState) -> None:
    assert own_words().judge(words) is found


def test_a_list_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="both parts"):
        read_words('[risky]\nfraud = ["跑分"]\n')


async def test_a_clean_text_passes_only_when_wechat_agrees_and_its_words_are_forgotten(
    world: World,
    stand_ins: StandIns,
) -> None:
    her = await author(world, stand_ins)
    subject = await asked(CLEAN, her.id)
    assert await state(world, subject) is CheckState.WAITING
    await work(world, stand_ins)
    await work(world, stand_ins)
    assert (await state(world, subject), stand_ins.wechat.safety.texts) == (CheckState.PASS, [CLEAN])
    async with world.as_owner() as session:
        row = (await session.execute(text("SELECT body_sealed, source, label, trace_id FROM content_check"))).one()
    assert (row.body_sealed, row.source, row.label, len(row.trace_id)) == (None, CheckSource.WECHAT.value, 100, 26)


async def test_what_our_list_stops_is_not_sent_to_wechat(world: World, stand_ins: StandIns) -> None:
    her = await author(world, stand_ins)
    subject = await asked(RISKY, her.id)
    await work(world, stand_ins)
    assert (await state(world, subject), stand_ins.wechat.safety.texts) == (CheckState.RISKY, [])


@pytest.mark.parametrize(
    ("words", "found"),
    [("这里有假药广告", CheckState.RISKY), (ADVERT, CheckState.REVIEW), ("蠢 货", CheckState.REVIEW)],
)
async def test_the_worse_of_both_opinions_counts(
    world: World,
    stand_ins: StandIns,
    words: str,
    found: CheckState,
) -> None:
    her = await author(world, stand_ins)
    subject = await asked(words, her.id)
    await work(world, stand_ins)
    assert await state(world, subject) is found


async def test_a_long_text_is_judged_in_pieces_of_2500_and_its_worst_piece_counts(
    world: World,
    stand_ins: StandIns,
) -> None:
    stand_ins.wechat.safety.words["尾巴"] = ("risky", 21000)
    her = await author(world, stand_ins)
    subject = await asked("好" * 5000 + "尾巴", her.id)
    await work(world, stand_ins)
    assert [len(one) for one in stand_ins.wechat.safety.texts] == [2500, 2500, 2]
    assert await state(world, subject) is CheckState.RISKY


@pytest.mark.parametrize(
    "trouble",
    ["61010", "no_openid", "off", FaultKind.HTTP_502, FaultKind.EMPTY, FaultKind.GBK_HTML, FaultKind.ERRCODE],
)
async def test_where_nobody_can_judge_a_person_must_look(
    world: World,
    stand_ins: StandIns,
    trouble: str,
) -> None:
    her = await author(world, stand_ins)
    if trouble == "61010":
        stand_ins.wechat.ahead += timedelta(hours=2, minutes=1)
    if trouble in set(FaultKind):
        stand_ins.wechat.faults.add(Fault(kind=FaultKind(trouble), path="/wxa/msg_sec_check", errcode=45009))
    subject = await asked(CLEAN, None if trouble == "no_openid" else her.id)
    if trouble == "off":
        async with stand_ins.outside(wechat_apps={}) as outside, world.as_owner() as session:
            (check,) = (await session.execute(text("SELECT id FROM content_check"))).scalars()
        await checking_content.check_content(outside, county=COUNTY, check_id=check)
    await work(world, stand_ins)
    assert await state(world, subject) is CheckState.UNAVAILABLE


@asynccontextmanager
async def picture(store: Storage, account: UUID) -> AsyncIterator[tuple[UUID, bytes]]:
    """One public picture, sealed in the store as files are, waiting for its verdict."""
    data, key, row, subject = jpeg(40, 30), new_data_key(), uuid4(), uuid4()
    sealed = file_vault(COUNTY, key).seal_bytes(DataClass.REQUEST, Place("story_picture", "data", row), data)
    shown = Object(await store.put(sealed), key, "story_picture", row, "image/jpeg")
    async with db.transaction(Context(Audience.ADMIN, COUNTY)) as session:
        await content_checks.ask_object(session, county=COUNTY, subject=Subject(KIND, subject, account), shown=shown)
    yield subject, data


async def test_a_picture_is_fetched_by_one_link_and_passes_when_the_verdict_is_pushed(
    world: World,
    visit: Visits,
    stand_ins: StandIns,
    storage: Storage,
) -> None:
    her = await author(world, stand_ins)
    got: list[httpx.Response] = []
    async with picture(storage, her.id) as (subject, data), visit() as nobody:
        await work(world, stand_ins)
        (url,) = stand_ins.wechat.safety.links

        async def fetch(request: httpx.Request) -> httpx.Response:
            got.append(await nobody.get(str(request.url)))
            return httpx.Response(got[-1].status_code)

        assert await state(world, subject) is CheckState.WAITING
        await safety.fetch_all(stand_ins.wechat, httpx.MockTransport(fetch))
        await push(world, visit, stand_ins)
        after = await nobody.get(url)
    assert (got[0].status_code, got[0].content, got[0].headers["cache-control"]) == (200, data, "no-store")
    assert await state(world, subject) is CheckState.PASS
    assert after.status_code == 404, "once judged, the link leads nowhere"


@pytest.mark.parametrize(("minutes", "status"), [(44, 200), (45, 404)])
async def test_a_link_lives_45_minutes_and_another_one_leads_nowhere(
    world: World,
    visit: Visits,
    stand_ins: StandIns,
    storage: Storage,
    minutes: int,
    status: int,
) -> None:
    her = await author(world, stand_ins)
    now = clock.now()
    with clock.stopped(now):
        async with picture(storage, her.id):
            await work(world, stand_ins)
        (url,) = stand_ins.wechat.safety.links
        async with visit() as nobody:
            with clock.stopped(now + timedelta(minutes=minutes)):
                assert (await nobody.get(url)).status_code == status
            guessed = url.replace(url.split("/")[-1].split("?")[0], "A" * 43)
            assert (await nobody.get(guessed)).status_code == 404


async def test_a_picture_wechat_could_not_fetch_is_for_a_person_to_look_at(
    world: World,
    visit: Visits,
    stand_ins: StandIns,
    storage: Storage,
) -> None:
    her = await author(world, stand_ins)
    async with picture(storage, her.id) as (subject, _):
        await work(world, stand_ins)
    lost = httpx.MockTransport(lambda _request: httpx.Response(404))
    await safety.fetch_all(stand_ins.wechat, lost)
    await push(world, visit, stand_ins)
    assert await state(world, subject) is CheckState.UNAVAILABLE


async def test_a_verdict_that_never_comes_is_swept_and_a_late_one_changes_nothing(
    world: World,
    visit: Visits,
    stand_ins: StandIns,
    storage: Storage,
) -> None:
    her = await author(world, stand_ins)
    async with picture(storage, her.id) as (subject, _):
        await work(world, stand_ins)
    async with world.as_worker() as session:
        assert await content_checks.sweep(session, county=COUNTY) == 0
    with clock.turned(timedelta(minutes=46)):
        async with world.as_worker() as session:
            assert await content_checks.sweep(session, county=COUNTY) == 1
    safety.pronounce(stand_ins.wechat, next(iter(stand_ins.wechat.safety.waiting)), "pass", 100)
    await push(world, visit, stand_ins)
    assert await state(world, subject) is CheckState.UNAVAILABLE
    async with world.as_owner() as session:
        assert (await session.execute(text("SELECT outcome FROM push_event"))).scalar_one() == "unknown_trace"


@pytest.mark.parametrize(
    ("summary", "shown"),
    [("学竹编，月入过万，加微信。", "自动检查有疑问，请仔细看"), ("学竹编，包午饭。", "自动检查没有结论，请仔细看")],
)
async def test_a_reviewer_sees_what_was_found_in_a_courses_text(
    world: World, visit: Visits, stand_ins: StandIns, summary: str, shown: object
) -> None:
    """A provider has no openid, so WeChat is never asked for it: without a finding there is nothing known."""
    teacher = (await provider(world))[0]
    reviewer = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    starts = clock.now() + timedelta(days=10)
    sent = await post(visit, teacher, course(starts, summary=summary))
    assert sent
    await work(world, stand_ins)
    async with visit(reviewer) as client:
        (line,) = (await client.get("/v1/desk/reviews")).json()["items"]
        seen = (await client.get(f"/v1/desk/reviews/{line['id']}")).json()
    assert (seen["text"]["checked"], stand_ins.wechat.safety.texts) == (shown, [])


async def test_nothing_of_a_request_its_thread_or_its_media_ever_reaches_moderation(
    world: World,
    visit: Visits,
    stand_ins: StandIns,
    storage: Storage,
) -> None:
    """Words our list would stop, in every place where she can write, and files she sends: all go through unjudged."""
    her = await author(world, stand_ins)
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    bad = "他拿高利贷逼我，还卖假药，蠢货"
    async with visit(her) as she, visit(handler) as client:
        request = await ask_for(she, "job.match", telling=bad)
        await must(client, request["id"], "accept")
        said = await she.post(f"/v1/my/requests/{request['id']}/messages", json={"body": bad})
        assert said.status_code < 300, said.text
        await send(she, jpeg(60, 40), "picture", request_id=request["id"])
        await send(she, tone(2), "voice", request_id=request["id"])
        await clean_all(world, storage)
        async with stand_ins.outside() as outside:
            await deliver_all(world, outside)
        await work(world, stand_ins)
        seen = (await client.get(f"/v1/desk/requests/{request['id']}")).json()
    safe = stand_ins.wechat.safety
    assert (safe.texts, safe.links, safe.waiting) == ([], [], {})
    assert {path for path in stand_ins.wechat.calls if "check" in path or "risk" in path} == set()
    async with world.as_owner() as session:
        assert (await session.execute(text("SELECT count(*) FROM content_check"))).scalar_one() == 0
        assert (await session.execute(text("SELECT count(*) FROM request_message"))).scalar_one() >= 1
    assert bad in str(seen), "the desk reads her words as she wrote them"


def test_no_word_for_a_request_exists_among_what_may_be_checked() -> None:
    assert {one.value for one in CheckedKind} == {"provider_text", "published_answer", "story"}
    assert pushes.Verdict.of({"suggest": "novel", "label": 1}).state is CheckState.REVIEW
