"""WeChat's message push."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from app.http import wechat_push
from app.http.county import CountyCode, PublicSession

router = APIRouter(prefix="/v1/wechat", tags=["wechat"])


@router.get("/push", response_class=PlainTextResponse)
async def verify(request: Request, county: CountyCode) -> PlainTextResponse:
    """Answer WeChat's check of this address."""
    return PlainTextResponse(await wechat_push.echo(request, county))


@router.post("/push", response_class=PlainTextResponse)
async def take(request: Request, session: PublicSession, county: CountyCode) -> PlainTextResponse:
    """Take one event."""
    return PlainTextResponse(await wechat_push.take(request, session, county))
