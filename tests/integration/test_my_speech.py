"""Her own lines heard: by her alone, unlocked, by id, as her screen shows them; nothing of them stays (MSG-04)."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app import clock
from app.http import budgets, speech
from app.integrations.storage import Storage
from app.limits import HOUR
from app.permissions.table import Action
from app.vocabulary import Role
from tests.desk import ask_for, must
from tests.integration.test_levels import roster, trio
from tests.integration.test_speech import is_sound, said
from tests.visits import Visits
from tests.world import World

__all__ = ("said",)  # a fixture of the public side, used here as it is
LATER = timedelta(seconds=20)  # a reply can be taken back for fifteen seconds, and is nobody's until then
PIN = {"pin": "2468"}


async def replied(world: World, visit: Visits, she: AsyncClient) -> dict[str, Any]:
    """Her request with a reply and an internal note."""
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    asked = await ask_for(she, "job.match", telling="想找活干")
    async with visit(handler) as desk:
        await must(desk, asked["id"], "accept")
        await must(desk, asked["id"], "note", body="内部的话：等镇上回信")
        await must(desk, asked["id"], "reply", body="请周五带身份证来，电话 023-70605555。")
    return asked


async def test_MSG_04_every_reply_and_every_line_of_her_time_line_is_read_to_her(
    world: World, visit: Visits, said: list[str]
) -> None:
    async with visit(await world.woman()) as she:
        asked = await replied(world, visit, she)
        at = f"/v1/my/requests/{asked['id']}"
        with clock.stopped(clock.now() + LATER):
            seen = (await she.get(at)).json()
            reply = next(one for one in seen["messages"] if not one["by_her"])
            heard = await she.post(f"{at}/messages/{reply['id']}/speech")
            where = await she.post(f"{at}/speech")
            lines = [await she.post(f"{at}/events/{one['seq']}/speech") for one in seen["timeline"]]
    assert all(map(is_sound, (heard, where, *lines)))
    assert (heard.headers["cache-control"], heard.headers["x-read-by"]) == ("no-store", "machine")
    assert said[0] == f"{reply['from_name']}说：请周五带身份证来，电话 023-70605555。"
    assert seen["number"] in said[1]
    assert seen["state_words"] in said[1]
    assert [words.split("，", 1)[1] for words in said[2:]] == [one["line"] for one in seen["timeline"]]


async def test_REQ_14_what_her_time_line_does_not_show_is_not_heard(
    world: World, visit: Visits, said: list[str]
) -> None:
    async with visit(await world.woman()) as she:
        asked = await replied(world, visit, she)
        at = f"/v1/my/requests/{asked['id']}"
        async with world.as_owner() as session:
            query = text("SELECT seq FROM request_event WHERE NOT shown_to_her")
            hidden = (await session.execute(query)).scalars().all()
            note = text("SELECT id FROM request_message WHERE audience <> 'her' OR visible_from > now()")
            unseen = (await session.execute(note)).scalars().all()
        answers = [await she.post(f"{at}/events/{number}/speech") for number in (*hidden, 999)]
        answers += [await she.post(f"{at}/messages/{one}/speech") for one in unseen]
    assert hidden
    assert len(unseen) == 2, "the note, and the reply that can still be taken back"
    assert {one.status_code for one in answers} == {404}
    assert said == []


async def test_MSG_04_a_notice_is_read_to_whoever_it_is_for(world: World, visit: Visits, said: list[str]) -> None:
    async with visit(await world.woman()) as she, visit(await world.woman()) as another:
        await ask_for(she, "job.match")
        told = (await she.get("/v1/my/notices")).json()["items"][0]
        hers = await she.post(f"/v1/my/notices/{told['id']}/speech")
        foreign = await another.post(f"/v1/my/notices/{told['id']}/speech")
    assert is_sound(hers)
    assert said == [f"{clock.today().month}月{clock.today().day}日，{told['text']}"]
    assert foreign.status_code == 404


async def test_SAF_04_another_woman_a_worker_and_a_guest_hear_nothing_of_hers(
    world: World, visit: Visits, said: list[str]
) -> None:
    worker = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match", telling="想找活干")
        written = await she.post(f"/v1/my/requests/{asked['id']}/messages", json={"body": "我还想问问"})
        message = written.json()["messages"][0]["id"]
    at = f"/v1/my/requests/{asked['id']}"
    statuses = []
    for who in (await world.woman(), worker, None):
        async with visit(who) as other:
            paths = (f"{at}/speech", f"{at}/events/1/speech", f"{at}/messages/{message}/speech")
            statuses.append({(await other.post(path)).status_code for path in paths})
    assert statuses == [{404}, {403}, {401}]
    assert said == []


async def test_SAF_03_a_locked_profile_hears_nothing_and_a_closed_request_is_heard_unlocked_in_neutral_words(
    world: World, visit: Visits, said: list[str]
) -> None:
    await roster(world, "law.dv", *await trio(world, "womens_federation"))
    async with visit(await world.woman()) as she:
        closed = await ask_for(she, "law.dv", telling="他打我")
        ordinary = await ask_for(she, "job.match")
        await she.put("/v1/my/pin", json={"new": "2468"})
        await she.post("/v1/my/pin/lock")
        told = (await she.get("/v1/my/notices")).json()["items"][0]["id"]
        addresses = [f"requests/{closed['id']}", f"requests/{ordinary['id']}", f"requests/{told}", f"notices/{told}"]
        locked = [await she.post(f"/v1/my/{one}/speech") for one in addresses]
        await she.post("/v1/my/pin/unlock", json=PIN)
        opened = await she.post(f"/v1/my/requests/{closed['id']}/speech")
    assert {(one.status_code, one.json()["title"]) for one in locked} == {(404, "请先输入您的图案或密码，再听。")}
    assert is_sound(opened)
    assert len(said) == 1
    told = [word for word in ("打", "暴", "妇联", "家", "安全") if word in said[0]]
    assert told == [], "whoever stands beside her hears no more than a number and a state"


@pytest.mark.usefixtures("said")
async def test_R30_what_she_hears_leaves_no_row_no_object_and_no_memory(
    world: World, visit: Visits, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[str] = []
    monkeypatch.setattr(storage, "put_as", lambda name, _data: put.append(name))
    counting = text("SELECT (SELECT count(*) FROM audit_event), (SELECT count(*) FROM kept_answer)")
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match")
        async with world.as_owner() as session:
            before = (await session.execute(counting)).one()
        assert is_sound(await she.post(f"/v1/my/requests/{asked['id']}/speech"))
        async with world.as_owner() as session:
            after = (await session.execute(counting)).one()
    assert before == after, "her own reads are no audit rows"
    assert (put, len(speech._kept)) == ([], 0)


@pytest.mark.usefixtures("said")
async def test_R6_one_person_hears_so_much_an_hour(
    world: World, visit: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(budgets.BUDGETS, Action.SPEECH_HEAR, ((HOUR, 1),))
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match")
        answers = [await she.post(f"/v1/my/requests/{asked['id']}/speech") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 429]


async def test_QUE_05_a_worker_hears_a_draft_as_she_will_and_nobody_else_may(
    world: World, visit: Visits, said: list[str]
) -> None:
    worker = await world.staff(Role.SOCIAL_WORKER, "womens_federation")
    auditor = await world.staff(Role.AUDITOR, "county_desk")
    draft = {"text": "请打12338，周五前都有人。"}
    async with visit(worker) as desk, visit(auditor) as other, visit(await world.woman()) as she:
        heard = await desk.post("/v1/desk/speech", json=draft)
        refused = [(await one.post("/v1/desk/speech", json=draft)).status_code for one in (other, she)]
        wrong = [
            (await desk.post("/v1/desk/speech", json={"text": words})).status_code
            for words in ("", "长" * 1001, "https://example.gov.cn/")
        ]
    assert is_sound(heard)
    assert said[0] == draft["text"]
    assert refused == [403, 403]
    assert wrong == [422, 422, 422]
    assert len(speech._kept) == 0


async def test_OFF_14_who_will_be_told_is_heard_before_she_agrees(world: World, visit: Visits, said: list[str]) -> None:
    asked = {"services": ["job.match"], "share": True}
    async with visit(await world.woman()) as she:
        shown = (await she.post("/v1/my/requests/preview", json=asked)).json()["items"][0]
        heard = await she.post("/v1/my/requests/preview/speech", json=asked)
        closed = await she.post("/v1/my/requests/preview/speech", json={"services": ["law.dv"], "share": True})
    assert is_sound(heard)
    assert is_sound(closed)
    assert all(one["office_name"] in said[0] for one in shown["told"])
    assert shown["line"] in said[0]
    assert "只有指定的专人知道" in said[1]
    assert "打" not in said[1]


SEALED = text("SELECT request_id, sound_sealed FROM request_sound ORDER BY created_at")


async def test_MSG_04_a_line_heard_once_is_heard_again_from_its_sealed_place(
    world: World, visit: Visits, said: list[str]
) -> None:
    async with visit(await world.woman()) as she, visit(await world.woman()) as another:
        asked = await ask_for(she, "job.match")
        foreign = await ask_for(another, "job.match")
        at = f"/v1/my/requests/{asked['id']}/events/1/speech"
        first, again = await she.post(at), await she.post(at)
        await another.post(f"/v1/my/requests/{foreign['id']}/events/1/speech")
    async with world.as_owner() as session:
        rows = (await session.execute(SEALED)).all()
    assert first.content == again.content
    assert len(said) == 2, "the second hearing made nothing; the other woman's is her own"
    assert [str(one.request_id) for one in rows] == [asked["id"], foreign["id"]]
    assert first.content[:64] not in bytes(rows[0].sound_sealed)
    assert bytes(rows[0].sound_sealed)[1:3] != b"\0\0", "sealed by the county's ring"


async def test_SAF_04_the_sound_of_a_closed_line_has_the_cases_key_and_no_worker_has_a_right_on_it(
    world: World, visit: Visits, said: list[str]
) -> None:
    await roster(world, "law.dv", *await trio(world, "womens_federation"))
    async with visit(await world.woman()) as she:
        closed = await ask_for(she, "law.dv", telling="他打我")
        at = f"/v1/my/requests/{closed['id']}/events/1/speech"
        assert is_sound(await she.post(at))
        assert is_sound(await she.post(at))
    allowed = text("SELECT rolname FROM pg_roles WHERE has_table_privilege(oid, 'request_sound', 'SELECT')")
    async with world.as_owner() as session:
        (row,) = (await session.execute(SEALED)).all()
        roles = {one for one in (await session.execute(allowed)).scalars() if one.startswith(("aud_", "def", "aud"))}
    assert bytes(row.sound_sealed)[1:3] == b"\0\0", "sealed by the case's own key"
    assert roles == {"aud_woman", "aud_route", "aud_worker"}
    assert len(said) == 1


async def test_REQ_11_stop_and_erase_takes_the_sounds_with_the_words(
    world: World, visit: Visits, said: list[str]
) -> None:
    async with visit(await world.woman()) as she:
        asked = await ask_for(she, "job.match", telling="想找活干")
        at = f"/v1/my/requests/{asked['id']}"
        assert is_sound(await she.post(f"{at}/events/1/speech"))
        gone = await she.post(f"{at}/withdraw", json={"kind": "stop_and_erase"})
        assert gone.status_code == 200, gone.text
        heard = await she.post(f"{at}/events/1/speech")
    async with world.as_owner() as session:
        rows = (await session.execute(SEALED)).all()
    assert [one.sound_sealed for one in rows] == [None]
    assert is_sound(heard), "the neutral line of the time line is still there, and made anew each time"
    assert len(said) == 2


async def test_QUE_04_what_becomes_closed_leaves_no_sound_under_the_countys_key(
    world: World, visit: Visits, said: list[str]
) -> None:
    await roster(world, "law.dv", *await trio(world, "womens_federation"))
    desk = await world.staff(Role.COUNTY_DESK, "county_desk")
    async with visit(await world.woman()) as she, visit(desk) as client:
        asked = await ask_for(she, "other", telling="说不清归谁管")
        at = f"/v1/my/requests/{asked['id']}/events/1/speech"
        assert is_sound(await she.post(at))
        await must(client, asked["id"], "classify", service="law.dv")
        assert is_sound(await she.post(at))
    async with world.as_owner() as session:
        rows = (await session.execute(SEALED)).all()
    assert rows[0].sound_sealed is None
    assert bytes(rows[1].sound_sealed)[1:3] == b"\0\0"
    assert len(said) == 2
