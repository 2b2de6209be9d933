"""Lessons at the desk in every state, who has heard the county's own, and one question asked from a lesson."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from app import db
from app.domain import deciding, reviews
from app.domain.help_requests import inputs as asking
from app.domain.help_requests import submitting
from app.domain.lessons import checks, played, writing
from app.domain.lessons.folder import read_lessons
from app.domain.lessons.inputs import WriteLesson
from app.http.actor import context_of
from app.media.cleaning import Cleaned, finished
from app.models.accounts import Profile
from app.models.lessons import Lesson, LessonProgress
from app.permissions.actors import Actor
from app.vocabulary import LessonSeries, Role
from sandbox.demo.people import Cast, Stage

FOLDER = Path(__file__).resolve().parents[2] / "counties"
OFFICE = "womens_federation"
MOST_HEARD = 300
TALES = (
    (
        "睡前十分钟，讲您小时候的事",
        "不用买书，孩子最爱听这个",
        "睡前讲个小故事，讲您小时候的事就行。讲完问他：后来呢？",
    ),
    ("赶场路上也能学", "数一数，比一比，认一认", "赶场的时候让他数鸡蛋、比大小、认秤上的数。问他：哪个多？哪个重？"),
    (
        "孩子怕黑，怎么陪",
        "不笑他，留一盏小灯",
        "孩子怕黑是常事，别笑他胆小。留一盏小灯，陪他躺一会儿，说说今天的事。",
    ),
    ("跟老师说话，说什么", "三句话就够", "见了老师先谢谢，再问孩子在学校高不高兴，最后说家里能帮什么。三句话就够。"),
)
RETURNED = "题目太长，请再短一些。"


def _lesson(number: int) -> WriteLesson:
    title, summary, words = TALES[number]
    right = {"text": "抱抱他", "picture": "hug", "reply": "真好，他会记得的。"}
    other = {"text": "下回再说", "picture": "wait", "reply": "今天就试一试吧，一分钟也好。"}
    said: dict[str, Any] = {
        "series": LessonSeries.PRESCHOOL,
        "title": title,
        "summary": summary,
        "picture": "bed_story",
        "parts": [{"text": words, "picture": "bed_story"}],
        "questions": [{"ask": "您今天想先做哪一样？", "choices": [right, other]}],
        "source": "家庭教育促进法（演示）",
    }
    return WriteLesson.model_validate(said)


async def live(cast: Cast) -> None:
    """Let one worker write four lessons: public, returned, waiting for a second person, still in hand."""
    people = cast.staff[OFFICE]
    author = next(one for one in people if one.role is Role.DEPARTMENT_HANDLER)
    other = next(one for one in people if one.role is Role.DEPARTMENT_HEAD)
    made = [await _write(author, number) for number in range(len(TALES))]
    for lesson in made[:3]:
        async with db.transaction(context_of(author)) as session:
            await writing.submit(session, actor=author, lesson_id=lesson.id, expected=lesson.version)
    waiting = await _waiting(other)
    async with db.transaction(context_of(other)) as session:
        review_id, version = waiting[made[0].id]
        await deciding.accept(session, actor=other, review_id=review_id, expected=version)
    async with db.transaction(context_of(other)) as session:
        review_id, version = waiting[made[1].id]
        await deciding.give_back(session, actor=other, review_id=review_id, expected=version, reason=RETURNED)
    await _ask(cast.women[0], made[0])


async def _write(author: Actor, number: int) -> Lesson:
    async with db.transaction(context_of(author)) as session:
        return await writing.create(session, actor=author, said=_lesson(number))


async def _waiting(actor: Actor) -> dict[Any, tuple[Any, int]]:
    async with db.transaction(context_of(actor)) as session:
        rows = await reviews.waiting(session, actor=actor, limit=1000, after=None)
        return {row.subject_id: (row.id, row.version) for row in rows}


async def _ask(woman: Actor, lesson: Lesson) -> None:
    """问一问: one woman asks from the lesson she hears."""
    source = asking.FromLesson(lesson_id=lesson.id, minute=0)
    said = asking.SubmitRequest(services=["fam.class"], telling="娃儿不爱听怎么办？", share=True, from_lesson=source)
    async with db.transaction(context_of(woman)) as session:
        await submitting.submit(session, actor=woman, telling=said)


async def listen(stage: Stage, cast: Cast) -> None:
    """Let women have heard the three lessons whose sound came with the folder: some to the end, some half."""
    read = read_lessons(FOLDER / cast.county)
    lessons = {
        one.code: one
        for one in (await stage.session.exec(select(Lesson).where(col(Lesson.county) == cast.county))).all()
    }
    for nth, one in enumerate(read.lessons):
        data, lesson = read.sounds.get(checks.source_of(checks.spoken(one))), lessons.get(one.code)
        if data is None or lesson is None:
            continue
        sound = finished(data)
        rows = [
            _heard(stage, person, lesson, sound, number)
            for number, person in enumerate(await _people(stage, cast))
            if (number + nth) % 3
        ]
        stage.session.add_all(rows)
    await stage.session.flush()


async def _people(stage: Stage, cast: Cast) -> list[Profile]:
    some = [woman.profile_id for woman in cast.women[:MOST_HEARD]]
    query = select(Profile).where(col(Profile.county) == cast.county, col(Profile.id).in_(some))
    return list((await stage.session.exec(query.order_by(col(Profile.id)))).all())


def _heard(stage: Stage, person: Profile, lesson: Lesson, sound: Cleaned, number: int) -> LessonProgress:
    length = float(sound.seconds or 0)
    upto = length if number % 2 else length / 2
    at = stage.now - timedelta(days=number % 30 + 1)
    return LessonProgress(
        county=person.county,
        created_at=at,
        lesson_id=lesson.id,
        profile_id=person.id,
        township_code=person.village_code[:9] if person.village_code else None,
        sound_digest=sound.sha256,
        position=upto,
        played=[[0, upto]],
        done_at=at if played.is_done([(0, upto)], length) else None,
        changed_at=at,
    )
