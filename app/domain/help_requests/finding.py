"""Finding a request again by its exact number or its asker's: among what one may read anyway, and written down."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit
from app.audit import About
from app.crypto import normal_phone
from app.domain import receipt_numbers
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access
from app.domain.help_requests.inputs import Find
from app.domain.help_requests.showing import face, office_names
from app.domain.keys import vault_of
from app.permissions.actors import Actor

MOST_FOUND = 20


async def find(session: AsyncSession, *, actor: Actor, said: Find) -> list[dict[str, Any]]:
    """Find requests by receipt number or phone; a number that is none finds nothing. Words are never searched."""
    vault = await vault_of(session, actor.county)
    number = receipt_numbers.parse(said.number) or "" if said.number is not None else None
    index = vault.blind_index("phone", normal_phone(said.phone)) if said.phone is not None else None
    found = await access.matching(session, actor=actor, number=number, phone_index=index, limit=MOST_FOUND)
    facts = {"by": "number" if said.phone is None else "phone", "found": len(found)}
    about = About("staff", actor.id, None)
    await audit.record_read(session, actor=actor, action="help_request:search", about=about, facts=facts)
    shown = []
    for one in found:
        loaded = await catalogue.version(session, one.county, one.catalogue_id)
        names = await office_names(session, loaded, one.county)
        shown.append({**face(one, loaded, names), "township": one.township_code})
    return shown
