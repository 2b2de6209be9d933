"""What everybody reads, and what the desks see of it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import plain_words
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests.showing import office_names
from app.domain.places import Place
from app.models.content_checks import ContentCheck
from app.models.public_answers import PublicAnswer
from app.permissions.actors import Actor
from app.vocabulary import CheckedKind, CheckState, PublicAnswerState


async def public(
    session: AsyncSession, *, county: str, service: str | None, limit: int, after: Place | None
) -> tuple[list[dict[str, Any]], Place | None]:
    """List what is published, the newest first; for one service or for all."""
    query = select(PublicAnswer).where(
        col(PublicAnswer.county) == county, col(PublicAnswer.state) == PublicAnswerState.PUBLISHED
    )
    if service is not None:
        query = query.where(col(PublicAnswer.service_code) == service)
    rows, place = await _page(session, query, limit, after)
    loaded = await catalogue.current(session, county)
    names = await office_names(session, loaded, county)
    return [
        {
            "id": row.id,
            "service": row.service_code,
            "service_name": _service(loaded, row.service_code),
            "office_name": names.get(row.office_code, row.office_code),
            "question": row.question,
            "answer": row.answer,
            "published_at": row.decided_at or row.created_at,
        }
        for row in rows
    ], place


async def of_desks(
    session: AsyncSession, *, actor: Actor, state: PublicAnswerState, limit: int, after: Place | None
) -> tuple[list[dict[str, Any]], Place | None]:
    """List texts in one state for whoever writes and decides; they name nobody."""
    query = select(PublicAnswer).where(col(PublicAnswer.county) == actor.county, col(PublicAnswer.state) == state)
    rows, place = await _page(session, query, limit, after)
    return await shown(session, rows), place


async def _page(
    session: AsyncSession, query: Any, limit: int, after: Place | None
) -> tuple[list[PublicAnswer], Place | None]:
    if after is not None:
        query = query.where(tuple_(col(PublicAnswer.created_at), col(PublicAnswer.id)) < after)
    newest = query.order_by(col(PublicAnswer.created_at).desc(), col(PublicAnswer.id).desc()).limit(limit + 1)
    rows = list((await session.exec(newest)).all())
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], (last.created_at, last.id) if last else None


async def shown(session: AsyncSession, rows: Sequence[PublicAnswer]) -> list[dict[str, Any]]:
    """Show texts to a desk, with what the machine found and how plainly they speak."""
    if not rows:
        return []
    county = rows[0].county
    loaded = await catalogue.current(session, county)
    names = await office_names(session, loaded, county)
    checked = await _checked(session, county, [row.id for row in rows])
    return [_one(row, loaded, names, checked) for row in rows]


async def _checked(session: AsyncSession, county: str, ids: list[UUID]) -> dict[UUID, CheckState]:
    """Give the machine's newest word on each text."""
    query = select(ContentCheck.subject_id, ContentCheck.state).where(
        col(ContentCheck.county) == county,
        col(ContentCheck.kind) == CheckedKind.PUBLISHED_ANSWER,
        col(ContentCheck.subject_id).in_(ids),
    )
    rows = (await session.exec(query.order_by(col(ContentCheck.id)))).all()
    return {subject: CheckState(state) for subject, state in rows}


def _one(
    row: PublicAnswer, loaded: LoadedCounty, names: Mapping[str, str], checked: Mapping[UUID, CheckState]
) -> dict[str, Any]:
    scored = plain_words.score(f"{row.question}\n{row.answer}")
    return {
        "id": row.id,
        "service": row.service_code,
        "service_name": _service(loaded, row.service_code),
        "office": row.office_code,
        "office_name": names.get(row.office_code, row.office_code),
        "question": row.question,
        "answer": row.answer,
        "state": row.state,
        "checked": checked.get(row.id),
        "with_consent": row.consent_id is not None,
        "author_id": row.author_id,
        "reason": row.reason,
        "created_at": row.created_at,
        "score": scored.score,
        "verdict": scored.verdict,
        "advice": list(scored.advice),
        "version": row.version,
    }


def _service(loaded: LoadedCounty, code: str) -> str:
    service = loaded.services.get(code)
    return service.name if service is not None else code
