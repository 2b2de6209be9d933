"""The mood check: read by everybody, answered on the telephone, and here only when she sends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.crypto import Place
from app.domain import receipt_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.care_shapes import MoodCheck as Questions
from app.domain.catalogue.folder import Folder
from app.domain.counselling import seats
from app.domain.counselling.crisis import raise_crisis
from app.domain.counselling.doors import asked, routing, tell_person, write_down
from app.domain.counselling.inputs import SendMoodCheck
from app.domain.counselling.refusals import QuestionsChanged
from app.domain.help_requests.moves import Scene
from app.errors import Invalid, NotFound
from app.models.counselling import CounsellingCrisis, MoodCheck
from app.permissions.actors import Actor
from app.vocabulary import CrisisCause, DataClass, EmergencyTopic, NoticeKind


@dataclass(frozen=True, slots=True)
class Judged:
    """What the answers say: the sum, its words, and the dangers that were named."""

    score: int
    words: str
    dangers: frozenset[EmergencyTopic]


def judge(questions: Questions, answers: Mapping[str, int]) -> Judged:
    """Judge the answers by the county's own rule; the telephone does the same. Pure. Raises Invalid for odd answers."""
    asked_for = {one.code for one in questions.questions}
    if set(answers) != asked_for:
        raise Invalid("每一题都要答一次。", field="answers")
    score, dangers = 0, set[EmergencyTopic]()
    for question in questions.questions:
        given = answers[question.code]
        if given not in {option.score for option in question.options}:
            raise Invalid("请从给的答案里选。", field="answers")
        score += given if question.scored else 0
        if question.danger_from is not None and given >= question.danger_from:
            dangers.update(question.topics)
    words = next(band.words for band in questions.bands if band.least <= score <= band.most)
    return Judged(score, words, frozenset(dangers))


async def questions(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """Give the questions and their scoring. Nothing is written down: not even that she looked."""
    loaded = await catalogue.current(session, actor.county)
    check = loaded.folder.mood_check
    if check is None:
        raise NotFound
    return {
        **check.model_dump(exclude={"danger_lines", "valid_from"}),
        "reviewed": check.reviewed_on is not None,
        "danger_lines": lines(loaded.folder, check),
    }


def lines(folder: Folder, check: Questions) -> list[dict[str, str]]:
    """Give the numbers to call at once, in the order the county wrote."""
    by_code = {one.code: one for one in folder.hotlines}
    found = [by_code[code] for code in check.danger_lines]
    return [{"name": one.name, "number": one.number, "hours": one.hours} for one in found]


async def send(session: AsyncSession, *, actor: Actor, said: SendMoodCheck) -> dict[str, Any]:
    """Put her answers into her counselling request; danger raises a call today and is answered with numbers at once.

    Raises QuestionsChanged (409), Invalid.
    """
    loaded = await catalogue.current(session, actor.county)
    check = loaded.folder.mood_check
    if check is None:
        raise NotFound
    if said.version != check.version:
        raise QuestionsChanged
    given = {one.question: one.score for one in said.answers}
    if len(given) != len(said.answers):
        raise Invalid("每一题只答一次。", field="answers")
    judged = judge(check, given)
    scene = await asked(session, actor=actor, said=said)
    async with routing(scene):
        await _keep(scene, check.version, given, danger=bool(judged.dangers))
        event = await write_down(scene, "mood_check")
        await tell_person(scene, NoticeKind.MESSAGE_FROM_HER, event, scene.request.owner_id)
        crisis = await _danger(scene, judged)
    return {
        "request_id": scene.request.id,
        "number": receipt_numbers.shown(scene.request.number),
        "score": judged.score,
        "words": check.danger_words if judged.dangers else judged.words,
        "danger": bool(judged.dangers),
        "lines": lines(loaded.folder, check) if judged.dangers else [],
        "call_by": crisis.due_at if crisis is not None else None,
        "nobody_on_duty": crisis is not None and crisis.nobody_on_duty,
    }


async def _keep(scene: Scene, version: int, given: Mapping[str, int], *, danger: bool) -> None:
    request = scene.request
    row = MoodCheck(
        county=request.county,
        created_at=clock.now(),
        request_id=request.id,
        profile_id=request.profile_id,
        readers=await seats.readers_now(scene.session, request),
        questions_version=version,
        danger=danger,
    )
    place = Place("counselling_mood_check", "answers_sealed", row.id)
    row.answers_sealed = scene.vault.seal(DataClass.HEALTH, place, orjson.dumps(dict(given)).decode())
    scene.session.add(row)
    await scene.session.flush()


async def _danger(scene: Scene, judged: Judged) -> CounsellingCrisis | None:
    if not judged.dangers:
        return None
    scene.request.topics = sorted({*scene.request.topics, *(one.value for one in judged.dangers)})
    scene.session.add(scene.request)
    return await raise_crisis(scene, CrisisCause.MOOD_CHECK)
