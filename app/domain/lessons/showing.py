"""The words of a lesson on a screen: as a line, whole, and as its office sees it."""

from typing import Any

from app.domain.lessons import access, sounds
from app.models.lessons import Lesson
from app.vocabulary import FileState, LessonSeries, TextState

SERIES: dict[LessonSeries, str] = {
    LessonSeries.INFANT: "0到3岁",
    LessonSeries.PRESCHOOL: "3到6岁",
    LessonSeries.PRIMARY: "小学",
    LessonSeries.MIDDLE: "初中",
    LessonSeries.HIGH: "高中",
    LessonSeries.GRANDPARENTS: "爷爷奶奶带娃",
    LessonSeries.VIDEO_COMPANY: "视频陪伴",
    LessonSeries.LAW: "学点法律",
    LessonSeries.POLICY: "政策明白话",
    LessonSeries.HEALTH: "身体健康",
}
DRAFTS: dict[TextState, str] = {
    TextState.DRAFT: "在写",
    TextState.REVIEW: "等另一位同志审",
    TextState.RETURNED: "退回来改",
}
ASK = ("fam.class", "fam.guide")
Sounds = dict[str, dict[str, Any]]


def line(lesson: Lesson, heard: Sounds) -> dict[str, Any]:
    """Show one lesson as a line of a list, with its size before anything is played (MIC-01)."""
    said = access.read(lesson.content)
    return {
        "id": lesson.id,
        "series": said.series,
        "series_name": SERIES[said.series],
        "title": said.title,
        "summary": said.summary,
        "picture": said.picture,
        "private": said.private,
        "sound": sounds.shown(heard.get(sounds.sources(said, lesson.sound_source)[0]), lesson.id),
    }


def whole(lesson: Lesson, heard: Sounds) -> dict[str, Any]:
    """Show one lesson with all of its words, pictures and questions."""
    said = access.read(lesson.content)
    names = sounds.sources(said, lesson.sound_source)[1:]
    questions = [
        {**one.model_dump(), "sound": sounds.shown(heard.get(name), lesson.id)}
        for one, name in zip(said.questions, names, strict=True)
    ]
    return {
        **line(lesson, heard),
        "parts": [one.model_dump() for one in said.parts],
        "questions": questions,
        "links": [one.model_dump() for one in said.links],
        "source": said.source,
        "written_by": lesson.written_by,
        "reviewed_by": lesson.reviewed_by,
        "ask_services": list(ASK),
    }


def for_desk(lesson: Lesson, heard: Sounds) -> dict[str, Any]:
    """Show one lesson as its office sees it: what is shown, what is written beside it, its sound."""
    said = access.read(lesson.draft or lesson.content)
    name = sounds.sources(said, lesson.draft_sound if lesson.draft else lesson.sound_source)[0]
    sound = heard.get(name)
    return {
        "id": lesson.id,
        "series": said.series,
        "series_name": SERIES[said.series],
        "title": said.title,
        "office": lesson.office,
        "shown": lesson.shown,
        "content": lesson.content,
        "draft": lesson.draft,
        "draft_state": lesson.draft_state,
        "draft_words": DRAFTS.get(lesson.draft_state) if lesson.draft_state else None,
        "draft_reason": lesson.draft_reason,
        "from_folder": lesson.code,
        "sound_state": FileState(sound["state"]) if sound else None,
        "sound_code": sound["refused_code"] if sound else None,
        "sound_because": sound["refused_because"] if sound else None,
        "sound": sounds.shown(sound, lesson.id),
        "version": lesson.version,
    }
