"""A machine looks at what others will read before a person does; what is not a provider's own word never goes there."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import content_checks
from app.domain.content_checks import Subject
from app.domain.courses import refusals
from app.domain.courses.inputs import WriteCourse
from app.vocabulary import CheckedKind, CheckState

KIND = CheckedKind.PROVIDER_TEXT
WORDS: dict[CheckState, str] = {
    CheckState.WAITING: "还在自动检查",
    CheckState.PASS: "自动检查没有发现问题",
    CheckState.REVIEW: "自动检查有疑问，请仔细看",
    CheckState.RISKY: "有不能公开的词，请退回机构改",
    CheckState.UNAVAILABLE: "自动检查没有结论，请仔细看",
}


async def ask(session: AsyncSession, *, county: str, text_id: UUID, said: WriteCourse) -> None:
    """Have every word of a text looked at by a job, from the moment it is sent to the reviewer."""
    words = f"{said.title}\n{said.summary}\n{said.place}\n{said.who_may_come}\n{said.contact_name}"
    await content_checks.ask_text(session, county=county, subject=Subject(KIND, text_id), words=words)


async def state_of(session: AsyncSession, *, county: str, text_id: UUID) -> CheckState | None:
    """Say what the machine found; nothing where it was never asked."""
    return await content_checks.state_of(session, county=county, kind=KIND, subject_id=text_id)


async def refuse_unjudged(session: AsyncSession, *, county: str, text_id: UUID) -> None:
    """Let a person's yes count once the machine has looked, and never over forbidden words.

    Raises CheckWaiting, TextRisky. What the machine could not judge, or finds doubtful, is the person's to decide.
    """
    found = await state_of(session, county=county, text_id=text_id)
    if found is CheckState.WAITING:
        raise refusals.CheckWaiting
    if found is CheckState.RISKY:
        raise refusals.TextRisky
