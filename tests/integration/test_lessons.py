"""Micro-classes: two people before anything is public, sounds in pieces, her own place, asking from a lesson."""

import io
import wave
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app.domain.lessons import loading
from app.domain.lessons.folder import LessonsRead, read_lessons
from app.integrations.storage import Storage
from app.jobs import minding_lessons
from app.vocabulary import Role
from tests.desk import ask_for
from tests.integration.test_registration import FIELDS
from tests.unit.test_media import tone
from tests.visits import Visits
from tests.world import COUNTY, VILLAGE, World
from tests.written import Desk, at, handed_in, lesson, public, voiced, word, written

OFFICE = "womens_federation"
REAL = Path(__file__).resolve().parents[2] / "counties" / "500230"


@pytest.fixture
async def desk(world: World, visit: Visits) -> Desk:
    author = await world.staff(Role.DEPARTMENT_HANDLER, OFFICE)
    return Desk(world, visit, author, await world.staff(Role.DEPARTMENT_HEAD, OFFICE))


def long_hum() -> bytes:
    """Ten seconds more than eight minutes, in a small file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes(range(64, 192)) * (490 * 8000 // 128))
    return out.getvalue()


async def sound_of(client: AsyncClient, lesson_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"/v1/lessons/{lesson_id}")).json()["sound"]
    return found


async def play(she: AsyncClient, lesson_id: str, sound: str, position: float, *played: tuple[float, float]) -> Any:
    said = {"sound": sound, "position": position, "played": played}
    answer = await she.put(f"/v1/lessons/{lesson_id}/progress", json=said)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_MIC_01_nothing_is_public_until_a_second_person_has_looked(desk: Desk, visit: Visits) -> None:
    async with visit(desk.author) as writer, visit(desk.reviewer) as other, visit() as anybody:
        shown = await handed_in(writer, await written(writer))
        before = await anybody.get(f"/v1/lessons/{shown['id']}")
        own = await word(writer, shown["id"])
        own_return = await word(writer, shown["id"], "return", reason="想再改一改")
        while_reviewed = await writer.put(f"/v1/desk/lessons/{shown['id']}", json=lesson(), headers=at(shown))
        accepted = await word(other, shown["id"])
        after = await anybody.get(f"/v1/lessons/{shown['id']}")
        listed = (await anybody.get("/v1/lessons", params={"series": "preschool"})).json()["items"]
    assert (before.status_code, after.status_code, accepted.status_code) == (404, 200, 200)
    assert (own.status_code, own.json()["code"], own_return.json()["code"]) == (403, "own_lesson", "own_lesson")
    assert (while_reviewed.status_code, while_reviewed.json()["code"]) == (409, "in_review")
    assert shown["id"] in [one["id"] for one in listed]
    assert (after.json()["written_by"], after.json()["reviewed_by"]) == ("县妇联", "县妇联")
    assert after.json()["parts"][0]["text"].startswith("睡前")


async def test_MIC_01_an_edit_goes_back_to_review_while_the_old_text_stays(desk: Desk, visit: Visits) -> None:
    async with visit(desk.author) as writer, visit(desk.reviewer) as other, visit() as anybody:
        shown = await handed_in(writer, await written(writer))
        await word(other, shown["id"])
        now = (await writer.get(f"/v1/desk/lessons/{shown['id']}")).json()
        edited = await writer.put(f"/v1/desk/lessons/{shown['id']}", json=lesson(title="新的题目"), headers=at(now))
        stale = await writer.put(f"/v1/desk/lessons/{shown['id']}", json=lesson(title="更新"), headers=at(now))
        await handed_in(writer, edited.json())
        old = (await anybody.get(f"/v1/lessons/{shown['id']}")).json()["title"]
        await word(other, shown["id"], "return", reason="题目不清楚")
        returned = (await writer.get(f"/v1/desk/lessons/{shown['id']}")).json()
        await handed_in(writer, returned)
        await word(other, shown["id"])
        new = (await anybody.get(f"/v1/lessons/{shown['id']}")).json()["title"]
        now = (await writer.get(f"/v1/desk/lessons/{shown['id']}")).json()
        await writer.post(f"/v1/desk/lessons/{shown['id']}/take-down", headers=at(now))
        gone = await anybody.get(f"/v1/lessons/{shown['id']}")
    assert (stale.status_code, old, new, gone.status_code) == (412, "睡前讲个故事", "新的题目", 404)
    assert (returned["draft_state"], returned["draft_reason"]) == ("returned", "题目不清楚")


async def test_MIC_01_the_machine_reads_what_nobody_recorded_and_says_so_with_its_size(
    desk: Desk, visit: Visits, storage: Storage
) -> None:
    async with visit(desk.author) as writer, visit(desk.reviewer) as other, visit() as anybody:
        shown = await handed_in(writer, await written(writer))
        await word(other, shown["id"])
        silent = (await anybody.get(f"/v1/lessons/{shown['id']}")).json()
        early = await anybody.get(f"/v1/lessons/{shown['id']}/audio")
        await voiced(desk.world, storage)
        heard = (await anybody.get(f"/v1/lessons/{shown['id']}")).json()
        led = await anybody.get(f"/v1/lessons/{shown['id']}/audio")
        body = await anybody.get(led.headers["location"])
    assert (silent["sound"], early.status_code, early.json()["code"]) == (None, 404, "sound_not_ready")
    sound = heard["sound"]
    assert (sound["machine_read"], sound["read_by"]) == (True, "机器朗读")
    assert (led.status_code, led.headers["location"]) == (307, sound["url"])
    assert len(body.content) == sound["bytes"] <= 3_000_000
    assert sha256(body.content).hexdigest() == sound["digest"]
    assert sound["size_words"] == "0.1 MB"
    assert heard["questions"][0]["sound"]["machine_read"]


async def test_MIC_03_a_download_goes_on_where_the_signal_was_lost_and_never_mixes_two_sounds(
    desk: Desk, visit: Visits, storage: Storage
) -> None:
    lesson_id = await public(desk, storage=storage)
    async with visit() as phone:
        url = (await sound_of(phone, lesson_id))["url"]
        whole = await phone.get(url)
        tag, size = whole.headers["etag"], len(whole.content)
        first = await phone.get(url, headers={"Range": "bytes=0-999"})
        rest = await phone.get(url, headers={"Range": "bytes=1000-", "If-Range": tag})
        other = await phone.get(url, headers={"Range": "bytes=1000-", "If-Range": '"another"'})
        behind = await phone.get(url, headers={"Range": f"bytes={size}-"})
        same = await phone.get(url, headers={"If-None-Match": tag})
        foreign = await phone.get(f"/v1/lessons/{lesson_id}/audio/{'0' * 64}")
    assert (whole.status_code, first.status_code, rest.status_code) == (200, 206, 206)
    assert first.content + rest.content == whole.content
    assert first.headers["content-range"] == f"bytes 0-999/{size}"
    assert (other.status_code, other.content) == (200, whole.content)
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{size}")
    assert (same.status_code, same.content, foreign.status_code) == (304, b"", 404)
    assert "immutable" in whole.headers["cache-control"]
    assert whole.headers["accept-ranges"] == "bytes"


async def test_MIC_02_another_phone_goes_on_at_the_last_place_and_an_old_report_turns_nothing_back(
    desk: Desk, visit: Visits, storage: Storage, world: World
) -> None:
    lesson_id = await public(desk, storage=storage)
    woman = await world.woman()
    async with visit(woman) as one_phone, visit(woman) as other_phone:
        sound = (await sound_of(one_phone, lesson_id))["digest"]
        await play(one_phone, lesson_id, sound, 3.2, (0, 3.2))
        seen = (await other_phone.get(f"/v1/lessons/{lesson_id}/progress")).json()
        late = await play(other_phone, lesson_id, sound, 1, (0, 1))
        mine = (await other_phone.get("/v1/my/lessons")).json()["items"]
        replaced = await other_phone.put(
            f"/v1/lessons/{lesson_id}/progress", json={"sound": "0" * 64, "position": 1, "played": []}
        )
    assert (seen["position"], late["position"], late["played"]) == (3.2, 3.2, [[0, 3.2]])
    assert [(one["lesson"]["id"], one["progress"]["position"]) for one in mine] == [(lesson_id, 3.2)]
    assert (replaced.status_code, replaced.json()["code"]) == (409, "other_sound")


async def test_MIC_07_done_is_nine_tenths_really_played_and_a_skip_counts_nothing(
    desk: Desk, visit: Visits, storage: Storage, world: World
) -> None:
    lesson_id = await public(desk, storage=storage)
    async with visit(await world.woman()) as she:
        sound = await sound_of(she, lesson_id)
        length = sound["seconds"]
        skipped = await play(she, lesson_id, sound["digest"], length, (0, 1), (length - 1, length))
        twice = await play(she, lesson_id, sound["digest"], 1, (0, 1), (0, 1))
        done = await play(she, lesson_id, sound["digest"], length, (1, length * 0.95))
    assert (skipped["done"], twice["done"], done["done"]) == (False, False, True)
    assert skipped["position"] == twice["position"] == length
    assert done["percent"] >= 90


async def test_MIC_07_townships_are_counted_without_names_and_never_under_five(
    desk: Desk, visit: Visits, storage: Storage, world: World
) -> None:
    lesson_id = await public(desk, storage=storage)
    for number in range(6):
        async with visit(await world.woman(village=VILLAGE if number else "500230102201")) as she:
            sound = await sound_of(she, lesson_id)
            await play(she, lesson_id, sound["digest"], 1, (0, sound["seconds"]))
    async with visit(desk.author) as client:
        told = (await client.get(f"/v1/desk/lessons/{lesson_id}/counts")).json()
    async with visit(await world.staff(Role.DEPARTMENT_HEAD, "justice")) as stranger:
        foreign = await stranger.get(f"/v1/desk/lessons/{lesson_id}/counts")
    done = {one["code"]: one["done"] for one in told["townships"]}
    assert done["500230102"] == "<5"
    assert done["500230101"] in ("5", "—")
    assert set(told) == {"lesson_id", "total", "townships"}
    assert foreign.status_code == 404


async def test_MIC_06_questions_have_no_wrong_answer_and_keep_nothing(
    desk: Desk, visit: Visits, storage: Storage
) -> None:
    lesson_id = await public(desk, storage=storage)
    async with visit() as anybody:
        (question,) = (await anybody.get(f"/v1/lessons/{lesson_id}")).json()["questions"]
    assert all(set(one) == {"text", "picture", "reply"} for one in question["choices"])
    async with desk.world.as_owner() as session:
        columns = text("SELECT column_name FROM information_schema.columns WHERE table_name = 'lesson_progress'")
        kept = set((await session.execute(columns)).scalars())
    assert not {name for name in kept if "answer" in name or "score" in name}


async def test_MIC_05_asking_from_a_lesson_brings_lesson_and_minute_to_the_desk(
    desk: Desk, visit: Visits, storage: Storage, world: World
) -> None:
    lesson_id = await public(desk, storage=storage)
    from_lesson = {"lesson_id": lesson_id, "minute": 2}
    async with visit(await world.woman()) as she, visit(desk.author) as client:
        asked = await ask_for(she, "fam.class", from_lesson=from_lesson)
        seen = (await client.get(f"/v1/desk/requests/{asked['id']}")).json()
        other = {"services": ["law.aid"], "share": True, "from_lesson": from_lesson}
        elsewhere = await she.post("/v1/my/requests", json=other)
        unknown = {"services": ["fam.class"], "share": True, "from_lesson": from_lesson | {"lesson_id": asked["id"]}}
        nowhere = await she.post("/v1/my/requests", json=unknown)
    assert seen["from_lesson"] == {"lesson_id": lesson_id, "title": "睡前讲个故事", "minute": 2}
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "ask_elsewhere")
    assert nowhere.status_code == 404


async def test_MIC_04_what_is_suggested_says_why_and_a_private_lesson_hides_behind_her_pin(
    desk: Desk, visit: Visits, storage: Storage, world: World
) -> None:
    lesson_id = await public(desk, storage=storage)
    hidden = await public(desk, storage=storage, private=True, series="law", title="有哪些路可走")
    async with visit(await world.woman()) as she:
        assert (await she.put("/v1/my/registration", json=FIELDS)).status_code < 300
        none = (await she.get("/v1/my/lessons")).json()["suggested"]
        child = {"birth_year": 2022, "school": "kindergarten"}
        house = {"children": [child], "elders": 0, "has_land_contract": None, "guardian_consent_heard": True}
        told = await she.put("/v1/my/registration/household", json=house)
        assert told.status_code == 200, told.text
        suggested = (await she.get("/v1/my/lessons")).json()["suggested"]
        await play(she, hidden, (await sound_of(she, hidden))["digest"], 1, (0, 1))
        open_list = (await she.get("/v1/my/lessons")).json()["items"]
        assert (await she.put("/v1/my/pin", json={"new": "2580"})).status_code < 300
        await she.post("/v1/my/pin/lock")
        locked_list = (await she.get("/v1/my/lessons")).json()["items"]
        locked_place = (await she.get(f"/v1/lessons/{hidden}/progress")).json()["position"]
    assert none == []
    why = {one["lesson"]["id"]: one["reason"] for one in suggested}
    assert (why[lesson_id], hidden in why) == ("您登记过家里有3到6岁的孩子", False)
    assert {one["lesson"]["series"] for one in suggested} == {"preschool", "video_company"}
    assert ([one["lesson"]["id"] for one in open_list], locked_list, locked_place) == ([hidden], [], 0)


async def test_a_recording_is_made_anew_and_what_is_no_sound_or_too_long_has_its_own_sentence(
    desk: Desk, visit: Visits, storage: Storage
) -> None:
    async with visit(desk.author) as writer:
        shown = await written(writer)
        path = f"/v1/desk/lessons/{shown['id']}/audio"
        exe = await writer.put(path, content=b"MZ\x90\x00" + b"\0" * 4000, headers=at(shown))
        huge = await writer.put(path, content=b"\0" * 80, headers={**at(shown), "content-length": str(80 * 2**20)})
        sent = (await writer.put(path, content=tone(3), headers=at(shown))).json()
        early = await writer.post(f"/v1/desk/lessons/{shown['id']}/submit", headers=at(sent))
        await voiced(desk.world, storage)
        cleaned = (await writer.get(f"/v1/desk/lessons/{shown['id']}")).json()
        handed = await handed_in(writer, cleaned)
    assert (exe.status_code, exe.json()["code"]) == (422, "not_a_sound")
    assert (huge.status_code, huge.json()["code"]) == (413, "sound_too_large")
    assert (early.status_code, early.json()["code"]) == (409, "sound_still_cleaning")
    assert (cleaned["sound"]["read_by"], handed["draft_state"]) == ("真人讲", "review")
    async with desk.world.as_owner() as session:
        raw = text("SELECT count(*) FROM lesson_sound WHERE NOT machine AND raw IS NOT NULL")
        assert (await session.execute(raw)).scalar_one() == 0


async def test_a_lesson_over_eight_minutes_is_refused_and_cannot_be_handed_in(
    desk: Desk, visit: Visits, storage: Storage
) -> None:
    async with visit(desk.author) as writer:
        shown = await written(writer)
        path = f"/v1/desk/lessons/{shown['id']}"
        sent = (await writer.put(f"{path}/audio", content=long_hum(), headers=at(shown))).json()
        await voiced(desk.world, storage)
        refused = (await writer.get(path)).json()
        handed = await writer.post(f"{path}/submit", headers=at(refused))
    assert sent["sound_state"] == "waiting"
    assert (refused["sound_state"], refused["sound_code"]) == ("refused", "lesson_too_long")
    assert "8 分钟" in refused["sound_because"]
    assert (handed.status_code, handed.json()["code"]) == (409, "sound_refused")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"questions": [lesson()["questions"][0]] * 4}, "too_many_questions"),
        ({"links": [{"name": "看这里", "url": "javascript:alert(1)"}]}, "unsafe_link"),
        ({"parts": [{"text": "陪" * 400, "picture": "book"}] * 5}, "lesson_too_long"),
    ],
)
async def test_a_bad_lesson_is_refused_with_its_own_code_and_nothing_is_kept(
    desk: Desk, visit: Visits, said: dict[str, Any], code: str
) -> None:
    async with visit(desk.author) as writer:
        answer = await writer.post("/v1/desk/lessons", json=lesson(**said))
        kept = (await writer.get("/v1/desk/lessons", params={"limit": 100})).json()["items"]
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert all(one["from_folder"] for one in kept)


async def test_MIC_01_the_folders_lessons_are_public_at_once_with_who_looked_and_fill_nobodys_desk(
    desk: Desk, visit: Visits, storage: Storage
) -> None:
    async with desk.world.as_owner() as session:
        wanted = text("SELECT id FROM lesson_sound WHERE raw IS NOT NULL")
        finished = (await session.execute(wanted)).scalars().all()
    for sound_id in finished:
        await minding_lessons.make(storage, county=COUNTY, sound_id=sound_id)
    async with visit(desk.reviewer) as client, visit() as anybody:
        waiting = (await client.get("/v1/desk/reviews", params={"limit": 100})).json()["items"]
        items = (await anybody.get("/v1/lessons", params={"limit": 100})).json()["items"]
        heard = [one for one in items if one["sound"]]
        whole = (await anybody.get(f"/v1/lessons/{heard[0]['id']}")).json()
    assert (len(finished), waiting, len(items) >= 12, len(heard)) == (3, [], True, 3)
    assert all(one["sound"]["bytes"] <= 300_000 and one["sound"]["read_by"] == "机器朗读" for one in heard)
    assert whole["written_by"] != whole["reviewed_by"]


async def test_MIC_01_the_folder_brings_its_changes_but_never_over_what_a_desk_has_made_its_own(
    desk: Desk, visit: Visits, world: World
) -> None:
    read = read_lessons(REAL)
    mine, theirs = read.lessons[0], read.lessons[1]
    async with visit(desk.author) as writer:
        items = (await writer.get("/v1/desk/lessons", params={"limit": 100})).json()["items"]
        own = next(one for one in items if one["from_folder"] == mine.code)
        down = await writer.post(f"/v1/desk/lessons/{own['id']}/take-down", headers=at(own))
    changed = LessonsRead(
        [one.model_copy(update={"title": "改过的题目"}) if one in (mine, theirs) else one for one in read.lessons[:-1]]
    )
    async with world.as_owner() as session:
        same = await loading.load(session, county=COUNTY, read=read)
        taken = await loading.load(session, county=COUNTY, read=changed)
    async with visit() as anybody:
        titles = [one["title"] for one in (await anybody.get("/v1/lessons", params={"limit": 100})).json()["items"]]
    assert down.status_code == 200
    assert (same.new, same.gone, same.own) == (0, 0, ())
    assert (taken.new, taken.gone, taken.own) == (1, 1, (mine.code,))
    assert titles.count("改过的题目") == 1
    assert mine.title not in titles
    assert read.lessons[-1].title not in titles
