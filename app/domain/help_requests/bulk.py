"""Many at once, each answered on its own (QUE-09): giving work to a colleague alone, never a closed case."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app import db
from app.db import Context
from app.domain.help_requests import access, desk_moves, inputs
from app.domain.help_requests.steps import MOVES
from app.errors import AppError, Conflict
from app.permissions.actors import Actor
from app.vocabulary import Level, Step


class OneByOne(Conflict):
    """A closed case is never one of many."""

    code, message = "one_by_one", "保密事项要打开来一件一件地办。"


async def assign(session: AsyncSession, *, actor: Actor, said: inputs.AssignMany) -> list[dict[str, Any]]:
    """Give each of these parts to one colleague; one that cannot be given stays as it was, and says why."""
    before: Context = session.info["context"]
    answers: dict[Any, dict[str, Any]] = {}
    for one in sorted(said.items, key=lambda item: item.id):  # always the same order: two at once wait, never for good
        answers[one.id] = await _assign_one(session, actor, one, said)
        await db.enter(session, before)
        session.info.pop("answer_about", None)  # the answer is about many: it is nobody's record
    return [answers[one.id] for one in said.items]


async def _assign_one(
    session: AsyncSession, actor: Actor, one: inputs.OneOfMany, said: inputs.AssignMany
) -> dict[str, Any]:
    needs = MOVES[Step.ASSIGN].needs
    given = inputs.Assign(staff_id=said.staff_id, note=said.note)
    try:
        async with session.begin_nested():
            request = await access.help_request(session, actor=actor, action=needs, request_id=one.id, lock=True)
            if request.level is Level.CLOSED:
                raise OneByOne
            await desk_moves.assign(session, actor=actor, request_id=one.id, expected=one.version, said=given)
            version = request.version
    except AppError as refused:
        return {"id": one.id, "done": False, "version": None, "code": refused.code, "line": refused.text}
    return {"id": one.id, "done": True, "version": version, "code": None, "line": "交办了。"}
