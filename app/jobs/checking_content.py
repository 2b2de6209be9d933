"""Having one public text or object checked: one transaction to open it, none while WeChat is asked, one to settle."""

from uuid import UUID

from app import db
from app.db import Context
from app.domain import content_checks
from app.domain.content_checks import Asked
from app.integrations.content_check.checking import Asker, Opinion, begin_media, check_text
from app.integrations.wechat.moderation import MediaType
from app.notifications.outside import Outside
from app.vocabulary import Audience


async def check_content(outside: Outside, *, county: str, check_id: UUID) -> None:
    """Have one check made, or do nothing when it was made before."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        asked = await content_checks.begin(session, county=county, check_id=check_id)
    if asked is None:
        return
    opinion = await _opinion(outside, county, asked)
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        await content_checks.settle(session, county=county, check_id=check_id, opinion=opinion)


async def _opinion(outside: Outside, county: str, asked: Asked) -> Opinion:
    asker = Asker(outside.wechat, outside.wechat_app(county), asked.openid)
    if asked.text is not None:
        return await check_text(asker, asked.text)
    url = f"{outside.settings.public_url}/v1/content-checks/{asked.link}?county={county}"
    return await begin_media(asker, url, MediaType.AUDIO if asked.is_sound else MediaType.IMAGE)
