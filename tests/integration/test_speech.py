"""听一听 for everybody: published words are heard by code, made once, resumed; a recording wins (OFF-08, OFF-11)."""

import io
import shutil
from pathlib import Path
from types import SimpleNamespace

import av
import pytest
from httpx import Response

from app.domain.catalogue import recordings as catalogue
from app.domain.catalogue.reading import read_folder
from app.domain.speech import app_strings, published, recordings
from app.http import speech
from app.integrations.storage import Storage, StorageUnavailable
from app.media.cleaning import speak_apart
from app.vocabulary import ConsentPurpose, SpokenKind
from tests.server import ROOT
from tests.visits import Visits
from tests.world import COUNTY, World

SERVICE = "/v1/speech/service/aid.temp"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, storage: Storage) -> list[str]:
    """Note what the machine is given to read; it reads all the same. Nothing is remembered from before."""
    heard: list[str] = []
    say = speech.say

    async def noted(words: str) -> bytes:
        heard.append(words)
        return await say(words)

    monkeypatch.setattr(speech, "say", noted)
    monkeypatch.setattr(speech, "storage", lambda: storage)
    monkeypatch.setattr(speech, "_kept", type(speech._kept)())
    return heard


def is_sound(answer: Response) -> bool:
    assert answer.status_code == 200, answer.text
    with av.open(io.BytesIO(answer.content)) as opened:
        stream = opened.streams.audio[0]
        assert (stream.codec_context.name, stream.channels) == ("aac", 1)
        seconds = float(opened.duration or 0) / av.time_base
    return answer.headers["content-type"] == "audio/mp4" and seconds > 0.5


async def test_OFF_08_anybody_hears_a_service_and_it_is_made_once(visit: Visits, said: list[str]) -> None:
    async with visit() as guest:
        first, again = await guest.get(SERVICE), await guest.get(SERVICE)
        seen = await guest.get(SERVICE, headers={"If-None-Match": first.headers["etag"]})
        lasting = await guest.get(SERVICE, params={"v": "7"})
    assert is_sound(first)
    assert (first.content, first.headers["x-read-by"]) == (again.content, "machine")
    assert "临时救助" in said[0]
    assert (seen.status_code, seen.content) == (304, b"")
    assert first.headers["cache-control"] == "public, max-age=3600"
    assert "immutable" in lasting.headers["cache-control"]


async def test_OFF_08_what_one_process_made_the_others_find_in_the_store(
    visit: Visits, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with visit() as guest:
        first = await guest.get(SERVICE)
        monkeypatch.setattr(speech, "_kept", type(speech._kept)())
        second = await guest.get(SERVICE)
    assert (first.content, len(said)) == (second.content, 1)


async def test_MSG_04_a_player_gets_the_part_it_asks_for(visit: Visits, said: list[str]) -> None:
    async with visit() as guest:
        whole = await guest.get(SERVICE)
        part = await guest.get(SERVICE, headers={"Range": "bytes=0-1"})
        rest = await guest.get(SERVICE, headers={"Range": "bytes=100-"})
        behind = await guest.get(SERVICE, headers={"Range": "bytes=9999999-"})
        changed = await guest.get(SERVICE, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    size = len(whole.content)
    assert (part.status_code, part.content) == (206, whole.content[:2])
    assert part.headers["content-range"] == f"bytes 0-1/{size}"
    assert (rest.status_code, rest.content) == (206, whole.content[100:])
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{size}")
    assert (changed.status_code, len(changed.content)) == (200, size)
    assert len(said) == 1


async def test_LED_01_OFF_14_consent_can_be_heard_for_every_use_before_she_agrees(
    visit: Visits, said: list[str], world: World
) -> None:
    async with visit() as guest:
        assert is_sound(await guest.get("/v1/speech/consent/ledger"))
    assert "登记只记您填的这几项" in said[0]
    async with world.as_worker() as session:
        for purpose in ConsentPurpose:
            words = await published.words(
                session, county=COUNTY, kind=SpokenKind.CONSENT, key=purpose.value, numbers=[]
            )
            assert len(words) > 30, purpose


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("hotline/12338", "妇女维权热线，电话 12338"),
        ("hotline/12110023", "发短信到 12110023"),
        ("message/greeting", "有事说一声"),
        ("card/law.aid", "由"),
        ("mood/nervous", "完全不会"),
        ("mood/intro", "没有对错"),
        ("mood/danger", "12356"),
        ("office/womens_federation", "妇"),
        ("place/500230101201", "村"),
        ("consent/voice", "录音"),
        ("aid/no_fee", "不收"),
    ],
)
async def test_OFF_08_all_that_the_county_publishes_can_be_heard(world: World, address: str, words: str) -> None:
    kind, _, key = address.partition("/")
    async with world.as_worker() as session:
        found = await published.words(session, county=COUNTY, kind=SpokenKind(kind), key=key, numbers=[])
    assert words in found or kind == "place", found


@pytest.mark.parametrize(
    "address",
    [
        "service/nothing.here",
        "service/读我的话",
        "app/home.nothing",
        "course/not-an-id",
        "course/01900000-0000-7000-8000-000000000001",
        "consent/everything",
        "place/000000000000",
        "loan/nothing",
        "question/nothing.age",
        "mood/nothing",
        "fact/nothing",
    ],
)
async def test_OFF_08_only_what_was_published_is_read_nobody_has_words_of_their_own_read(
    visit: Visits, said: list[str], address: str
) -> None:
    async with visit() as guest:
        answer = await guest.get(f"/v1/speech/{address}")
    assert answer.status_code in (404, 422)
    assert said == []


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A catalogue of the app's words and a county's folder of recordings."""
    (tmp_path / "strings").mkdir()
    (tmp_path / COUNTY / "sounds").mkdir(parents=True)
    told = SimpleNamespace(app_strings=tmp_path / "strings", counties=tmp_path)
    for module in (app_strings, recordings):
        monkeypatch.setattr(module, "settings", lambda: told)
    return tmp_path


async def test_OFF_08_the_words_of_her_app_are_heard_by_key_with_their_numbers(
    visit: Visits, said: list[str], folder: Path
) -> None:
    (folder / "strings" / "home.json").write_text('{"ask": "我要帮忙", "step": {"of": "第{n}步，共{all}步"}}')
    async with visit() as guest:
        assert is_sound(await guest.get("/v1/speech/app/home.ask"))
        assert is_sound(await guest.get("/v1/speech/app/home.step.of", params={"n": ["2", "3"]}))
        missing = await guest.get("/v1/speech/app/home.step.of", params={"n": "2"})
        words = await guest.get("/v1/speech/app/home.step.of", params={"n": ["二", "三"]})
    assert said == ["我要帮忙", "第2步，共3步"]
    assert (missing.status_code, words.status_code) == (404, 422)


async def test_OFF_11_a_recording_in_local_speech_wins_over_the_machine(
    visit: Visits, said: list[str], folder: Path
) -> None:
    recording = (await speak_apart("乡音")).data
    (folder / COUNTY / "sounds" / "service.aid.temp.m4a").write_bytes(recording)
    (folder / COUNTY / "sounds" / "service.law.aid.m4a").write_bytes(bytes(catalogue.MOST_BYTES + 1))
    async with visit() as guest:
        told = (await guest.get("/v1/speech")).json()
        local = await guest.get(SERVICE)
        machine = await guest.get(SERVICE, params={"voice": "machine"})
    assert told == {"machine_words": "机器朗读", "recorded": ["service.aid.temp"]}
    assert (local.content, local.headers["x-read-by"]) == (recording, "person")
    assert machine.headers["x-read-by"] == "machine"
    assert machine.content != recording
    assert len(said) == 1
    assert local.headers["etag"] != machine.headers["etag"]


def test_OFF_11_the_countys_check_says_which_recordings_will_not_be_heard(tmp_path: Path) -> None:
    county = tmp_path / COUNTY
    shutil.copytree(ROOT / "counties" / COUNTY, county)
    before = read_folder(county).warnings
    (county / "sounds").mkdir(exist_ok=True)
    for name, data in {
        "service.aid.temp.m4a": b"\0\0\0\x1cftypM4A rest",
        "hello.mp3": b"ID3",
        "service.law.aid.m4a": b"RIFF....WAVE",
        "app.home.ask.m4a": bytes(catalogue.MOST_BYTES + 1),
    }.items():
        (county / "sounds" / name).write_bytes(data)
    said = [one for one in read_folder(county).warnings if one not in before]
    assert [one.split("：")[0] for one in said] == [
        "sounds/app.home.ask.m4a",
        "sounds/hello.mp3",
        "sounds/service.law.aid.m4a",
    ]


@pytest.mark.usefixtures("said")
async def test_R6_making_sounds_is_counted_by_address_and_hearing_them_again_is_not(
    visit: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "MADE_FOR_ONE_ADDRESS", 1)
    async with visit() as guest:
        first = await guest.get(SERVICE)
        over = await guest.get("/v1/speech/message/greeting")
        again = await guest.get(SERVICE)
    assert (first.status_code, over.status_code, again.status_code) == (200, 429, 200)
    assert int(over.headers["retry-after"]) > 0
    assert over.headers["cache-control"] == "no-store"


async def test_OFF_08_without_a_store_it_is_heard_all_the_same(
    visit: Visits, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> Storage:
        raise StorageUnavailable

    monkeypatch.setattr(speech, "storage", none)
    async with visit() as guest:
        assert is_sound(await guest.get(SERVICE))
    assert len(said) == 1
