"""Who will hear of a request, said before it is sent (NTF-05): from the county's rule alone, no record is touched."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests.inputs import PreviewRequest
from app.domain.help_requests.routing import Case, Part
from app.domain.help_requests.showing import office_names, service_name
from app.domain.help_requests.submitting import choose_route, her_village, known_village
from app.errors import Invalid
from app.permissions.actors import Actor
from app.vocabulary import Level, TaskPart

WHY = {TaskPart.LEAD: "牵头办理", TaskPart.CO: "一起帮忙", TaskPart.TOWNSHIP: "乡镇联系人上门、帮着准备材料"}
CLOSED = "只有指定的专人知道；村里、乡镇和别的单位都不会知道，也不会发通知。"
SHARED = "只有下面这些单位知道，家里人和邻居不会知道。"
ALONE = "您没有同意告诉别的单位，只有牵头的单位知道。"
PROXY_CLOSED = "这件事交出去以后，您不会再收到任何消息，也查不到；由专人直接联系她。"


async def for_her(session: AsyncSession, *, actor: Actor, said: PreviewRequest) -> dict[str, Any]:
    """Say who would hear of what she is about to ask."""
    village = said.village or await her_village(session, actor)
    return await told(session, actor=actor, said=said, village=village, proxy=False)


async def told(
    session: AsyncSession, *, actor: Actor, said: PreviewRequest, village: str | None, proxy: bool
) -> dict[str, Any]:
    """Say for each service which offices would hear, and why; a proxy also hears when they will be told nothing."""
    loaded = await catalogue.current(session, actor.county)
    village = known_village(loaded, village)
    items = [await _one(session, loaded, code, said, village) for code in dict.fromkeys(said.services)]
    for item in items:
        item["proxy_line"] = PROXY_CLOSED if proxy and item["level"] is Level.CLOSED else None
    return {"items": items}


async def _one(
    session: AsyncSession, loaded: LoadedCounty, code: str, said: PreviewRequest, village: str
) -> dict[str, Any]:
    if not loaded.takes(code):
        raise Invalid("没有这项服务，请重新选一下。", field="services")
    share = None if said.share else frozenset[str]()
    never = loaded.never_for(code, said.about_office)
    case = Case(township=village[:9], share=share, about_office=said.about_office, never=never)
    route = await choose_route(session, loaded, case, code)
    names = await office_names(session, loaded, loaded.folder.code)
    level = loaded.rule(code).level
    line = CLOSED if level is Level.CLOSED else SHARED if said.share else ALONE
    return {
        "service": code,
        "service_name": service_name(loaded, code),
        "level": level,
        "told": [_told(part, names.get(part.office, part.office)) for part in route.parts],
        "line": line,
    }


def _told(part: Part, name: str) -> dict[str, Any]:
    return {"office": part.office, "office_name": name, "part": part.part, "why": WHY.get(part.part, "办理")}
