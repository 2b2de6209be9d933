"""What must be true of a lesson's words before anything is kept of them. Pure."""

import re
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import urlsplit

from app.domain.lessons.inputs import Question, WriteLesson
from app.domain.lessons.refusals import LessonTooLong, TooManyQuestions, UnsafeLink

MOST_QUESTIONS = 3
# 150 words a minute are about 220 letters; eight minutes of them, with a breath between paragraphs.
MOST_LETTERS = 1_700
_SCRIPT = re.compile(r"(?:javascript|vbscript|data|file)\s*:|<\s*[a-z/!]", re.IGNORECASE)
_HIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]+")


def check(said: WriteLesson) -> None:
    """Refuse a lesson that may not be kept. Raises TooManyQuestions, UnsafeLink, LessonTooLong."""
    if len(said.questions) > MOST_QUESTIONS:
        raise TooManyQuestions(field="questions")
    if any(not _is_safe(link.url) for link in said.links):
        raise UnsafeLink(field="links")
    if any(_SCRIPT.search(_HIDDEN.sub("", words)) for words in _every_text(said)):
        raise UnsafeLink("文字里不能夹带程序或网页代码，请改过再存。", field="parts")
    if len(spoken(said)) > MOST_LETTERS:
        raise LessonTooLong(field="parts")


def _is_safe(url: str) -> bool:
    """Say whether an address is plain https to a named host: no script, no other scheme, nothing hidden."""
    if _HIDDEN.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and parts.username is None


def _every_text(said: WriteLesson) -> Iterator[str]:
    yield from (said.title, said.summary, said.source)
    yield from (part.text for part in said.parts)
    yield from (link.name for link in said.links)
    for question in said.questions:
        yield question.ask
        yield from (word for choice in question.choices for word in (choice.text, choice.reply))


def spoken(said: WriteLesson) -> str:
    """Give what is read aloud of a lesson."""
    return "\n".join([f"{said.title}。", *(part.text for part in said.parts)])


def spoken_question(question: Question) -> str:
    """Give what is read aloud of a question: itself, then what each picture stands for."""
    return "\n".join([question.ask, *(f"{choice.text}。" for choice in question.choices)])


def source_of(words: str) -> str:
    """Name a sound by the words it reads: the same words always have the same sound."""
    return sha256(f"espeak-ng cmn|{words}".encode()).hexdigest()
