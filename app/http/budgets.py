"""How often one person may do what must stay rare: counted before the act, kept whatever becomes of it (§6.4)."""

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, db, limits
from app.audit import About
from app.db import Context
from app.errors import TooMany
from app.limits import DAY, HOUR
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import Audience

_log = structlog.get_logger()

# (seconds, most): looking up by number or card, opening a full phone number, guessing six digits, hearing a text.
BUDGETS: dict[Action, tuple[tuple[int, int], ...]] = {
    Action.HELP_REQUEST_REVEAL: ((HOUR, 40), (DAY, 150)),
    Action.HELP_REQUEST_OVERRIDE: ((HOUR, 10), (DAY, 20)),
    Action.HELP_REQUEST_SEARCH: ((HOUR, 60), (DAY, 300)),
    Action.CALL_LOG: ((HOUR, 60), (DAY, 300)),
    Action.LEDGER_REVEAL: ((HOUR, 40), (DAY, 150)),
    Action.SPEECH_HEAR: ((HOUR, 240), (DAY, 1000)),
    Action.SECOND_FACTOR_PROVE: ((HOUR, 20), (DAY, 60)),
}


async def spend(session: AsyncSession, *, actor: Actor, action: Action) -> None:
    """Count one act of this person. Raises TooMany (429), which is written down for the auditor."""
    before: Context = session.info["context"]
    await db.enter(session, Context(Audience.SIGN_IN, actor.county))
    wait = 0
    for seconds, most in BUDGETS[action]:
        bucket = f"{action.value}/{seconds}:{actor.id}"
        one = await limits.count(session, county=actor.county, bucket=bucket, seconds=seconds, most=most)
        wait = max(wait, one)
    await db.enter(session, before)
    if wait:
        about = About(actor.kind, actor.id, None)
        await audit.record_denied(session, actor=actor, action=action.value, about=about, facts={"code": "too_many"})
        _log.warning("call.over_budget", action=action.value)
    await db.keep_so_far(session)
    if wait:
        raise TooMany(retry_after=wait)
