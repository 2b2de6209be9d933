"""An object under moderation on the wire: opened while it is sent, by a link that was made for it alone."""

from fastapi import Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import content_checks
from app.domain.files.opening import Opened
from app.domain.files.storing import file_vault
from app.http.files import SealedFile


async def linked(request: Request, session: AsyncSession, *, county: str, link: str) -> Response:
    """Find the object and send it. Raises NotFound."""
    found = await content_checks.follow(session, county=county, link=link)
    opened = Opened(found.object_name, found.media_type, file_vault(county, found.key), found.place)
    return SealedFile(opened, request, attached=False)
