"""Refusals on record, for the auditor: who was told "not you" or "not there", never what it was they may not see."""

from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, db
from app.audit import About
from app.db import Context
from app.errors import AppError, Kind
from app.permissions.actors import Actor
from app.permissions.table import Action

WRITTEN_DOWN = frozenset({Kind.FORBIDDEN, Kind.NOT_FOUND})
ASKING = "asking"


def is_asking(session: AsyncSession, actor: Actor, action: Action, context: Context) -> None:
    """Remember on the call's session who asks for what."""
    session.info[ASKING] = (actor, action, context)


async def write_down(session: AsyncSession, refused: AppError) -> None:
    """Write one refusal in a transaction of its own: the call's is rolled back by now. The same for every reason."""
    if refused.kind not in WRITTEN_DOWN or ASKING not in session.info:
        return
    actor, action, context = session.info[ASKING]
    async with db.transaction(context) as own:
        about = About(actor.kind, actor.id, None)
        await audit.record_denied(own, actor=actor, action=action.value, about=about, facts={"code": refused.code})
