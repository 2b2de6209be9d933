"""Her phone number: kept when she shares it, shown masked, taken back by one act (wechat §2.3)."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit
from app.audit import About
from app.crypto import Place
from app.domain.accounts.signing_in import phone_index
from app.domain.keys import vault_of
from app.errors import NotFound
from app.models.accounts import Account
from app.permissions.actors import Actor
from app.vocabulary import DataClass

SHOWN_BEFORE, SHOWN_AFTER = 3, 2


async def keep(session: AsyncSession, *, actor: Actor, number: str) -> None:
    """Keep the number of her account, sealed, found again by blind index only."""
    account = await _own(session, actor)
    vault = await vault_of(session, actor.county)
    account.phone_index = phone_index(vault, number)
    account.phone_sealed = vault.seal(DataClass.CONTACT, Place("account", "phone_sealed", account.id), number)
    await _changed(session, actor, account, kept=True)


async def forget(session: AsyncSession, *, actor: Actor) -> None:
    """Forget the number; twice changes nothing."""
    account = await _own(session, actor)
    if account.phone_index is not None:
        account.phone_sealed = account.phone_index = None
        await _changed(session, actor, account, kept=False)


async def shown(session: AsyncSession, *, actor: Actor) -> str | None:
    """Give the number as she may be shown it on a phone others hold: three digits, stars, two digits."""
    account = await _own(session, actor)
    if account.phone_sealed is None:
        return None
    vault = await vault_of(session, actor.county)
    number = vault.open(DataClass.CONTACT, Place("account", "phone_sealed", account.id), bytes(account.phone_sealed))
    return number[:SHOWN_BEFORE] + "*" * (len(number) - SHOWN_BEFORE - SHOWN_AFTER) + number[-SHOWN_AFTER:]


async def _own(session: AsyncSession, actor: Actor) -> Account:
    query = select(Account).where(col(Account.county) == actor.county, col(Account.id) == actor.id)
    account = (await session.exec(query)).one_or_none()
    if account is None:
        raise NotFound
    return account


async def _changed(session: AsyncSession, actor: Actor, account: Account, *, kept: bool) -> None:
    session.add(account)
    await session.flush()
    about = About("account", account.id, actor.profile_id)
    facts: dict[str, Any] = {"phone_kept": kept}
    await audit.record(session, actor=actor, action="phone:manage", about=about, facts=facts)
