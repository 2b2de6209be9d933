"""The ledger of her consents to messages: one accept buys one send, a refusal is respected (NTF-02)."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.models.base import new_id
from app.models.notices import MessageQuota

ADD = text("""
    INSERT INTO message_quota AS q (county, id, created_at, account_id, template_id, left_over, refused)
    VALUES (:county, :id, :now, :account, :template, :more, :refused)
    ON CONFLICT (county, account_id, template_id) DO UPDATE SET
      left_over = CASE WHEN :refused THEN 0 ELSE q.left_over + :more END, refused = :refused
""")
TAKE = text("""
    UPDATE message_quota SET left_over = left_over - 1
    WHERE county = :county AND account_id = :account AND template_id = :template AND left_over > 0 RETURNING id
""")


async def _change(session: AsyncSession, county: str, account: UUID, template: str, *, more: int, no: bool) -> None:
    values: dict[str, Any] = {"county": county, "account": account, "template": template, "more": more, "refused": no}
    await session.execute(ADD, values | {"id": new_id(), "now": clock.now()})


async def accepted(session: AsyncSession, *, county: str, account: UUID, template: str) -> None:
    """Write down one yes."""
    await _change(session, county, account, template, more=1, no=False)


async def refused(session: AsyncSession, *, county: str, account: UUID, template: str) -> None:
    """Write down a no: nothing is left, and she is not asked again by this template until she says yes herself."""
    await _change(session, county, account, template, more=0, no=True)


async def spent_elsewhere(session: AsyncSession, *, county: str, account: UUID, template: str) -> None:
    """Believe WeChat that nothing is left (43101); she may be asked again."""
    await session.execute(
        text(
            "UPDATE message_quota SET left_over = 0 WHERE county = :county AND account_id = :account"
            " AND template_id = :template"
        ),
        {"county": county, "account": account, "template": template},
    )


async def take(session: AsyncSession, *, county: str, account: UUID, template: str) -> bool:
    """Spend one consent, if there is one."""
    values = {"county": county, "account": account, "template": template}
    return (await session.execute(TAKE, values)).first() is not None


async def give_back(session: AsyncSession, *, county: str, account: UUID, template: str) -> None:
    """Give a consent back that a failed send did not use."""
    await _change(session, county, account, template, more=1, no=False)


async def held(session: AsyncSession, *, county: str, account: UUID) -> dict[str, MessageQuota]:
    """List her consents by template."""
    query = select(MessageQuota).where(col(MessageQuota.county) == county, col(MessageQuota.account_id) == account)
    return {row.template_id: row for row in (await session.exec(query)).all()}
