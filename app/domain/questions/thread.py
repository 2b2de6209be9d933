"""The lines of a question: sealed on the way in, opened for whoever may read them."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.crypto import Place, Vault
from app.models.base import new_id
from app.models.questions import Question, QuestionLine
from app.permissions.actors import Actor
from app.vocabulary import DataClass


def written(question: Question, vault: Vault, body: str, by: Actor | None = None) -> QuestionLine:
    """Write a line, the asker's unless a worker answers; nothing is stored yet."""
    key = new_id()
    return QuestionLine(
        county=question.county,
        id=key,
        created_at=clock.now(),
        question_id=question.id,
        asker=question.asker,
        readers=list(question.readers),
        by_asker=by is None,
        author_id=by.id if by else None,
        office_code=by.office if by else None,
        body_sealed=vault.seal(DataClass.REQUEST, _place(key), body),
    )


async def lines_of(session: AsyncSession, question: Question) -> list[QuestionLine]:
    """List a question's lines, oldest first."""
    query = select(QuestionLine).where(
        col(QuestionLine.county) == question.county, col(QuestionLine.question_id) == question.id
    )
    return list((await session.exec(query.order_by(col(QuestionLine.created_at), col(QuestionLine.id)))).all())


def said_in(vault: Vault, line: QuestionLine) -> str:
    """Open one line."""
    return vault.open(DataClass.REQUEST, _place(line.id), bytes(line.body_sealed))


def _place(key: UUID) -> Place:
    return Place("question_line", "body_sealed", key)
