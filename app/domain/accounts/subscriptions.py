"""What she agreed to hear of by WeChat, and what is worth asking her for again (NTF-02)."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.catalogue import queries as catalogue
from app.notifications import quota
from app.permissions.actors import Actor

HONEST = "点一次同意，只够发一条消息；不同意也照样办事。"


async def mine(session: AsyncSession, *, actor: Actor) -> dict[str, Any]:
    """List the county's templates with what is left; whoever said no is not asked again."""
    folder = (await catalogue.current(session, actor.county)).folder
    held = await quota.held(session, county=actor.county, account=actor.id)
    items = []
    for template in folder.wechat_templates:
        row = held.get(template.id)
        left, refused = (row.left_over, row.refused) if row else (0, False)
        items.append(
            {"template_id": template.id, "title": template.title, "left": left, "ask": left == 0 and not refused}
        )
    return {"items": items, "line": HONEST}
