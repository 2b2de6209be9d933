"""What must hold before the first call is let in; a process that may not serve says why and ends (R46)."""

from app import db
from app.domain.keys import own_keys
from app.http.tokens import own_ring
from app.settings import settings


async def refuse_unsafe_start() -> None:
    """Refuse a login that may too much, a wrong clock, and in production keys nobody or anybody can read."""
    await db.refuse_unsafe_login()
    await db.refuse_wrong_clock()
    if settings().production:
        own_keys()
        own_ring()
