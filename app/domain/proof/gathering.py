"""What the record says, gathered under her own rights: her words, the life of the request, and its chain of digests."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.catalogue import queries as catalogue
from app.domain.files import evidence, opening
from app.domain.files.opening import Opened
from app.domain.help_requests import access
from app.domain.help_requests import queries as help_requests
from app.domain.help_requests.showing import office_names
from app.domain.help_requests.telling import told_digest
from app.models.help_requests import HelpRequest, RequestEvent
from app.models.records import AuditEvent
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import FileState, Step

CHANNELS = {"app": "本人用手机提交", "phone": "电话", "paper": "书面", "visit": "上门"}
BASIS = "最高人民法院法释〔2022〕17号第六条第八项：妇联、村（居）委会、民政部门等收到反映或者求助的记录可以作为证据"
ENDINGS = {"image/jpeg": "jpg", "audio/mp4": "m4a", "application/pdf": "pdf"}


@dataclass(frozen=True, slots=True)
class ToFetch:
    """One file to be laid beside the record: its name there, and how it is opened."""

    name: str
    opened: Opened


@dataclass(frozen=True, slots=True)
class Record:
    """What the record says, and the files that belong to it."""

    document: dict[str, Any]
    files: tuple[ToFetch, ...]


async def gather(session: AsyncSession, *, actor: Actor, request_id: UUID, with_box: bool) -> Record:
    """Gather one request as evidence. Raises NotFound."""
    request = await access.help_request(session, actor=actor, action=Action.EVIDENCE_EXPORT, request_id=request_id)
    shown = await help_requests.for_her(session, actor=actor, request=request)
    files = [one for one in shown["files"] if one["state"] == FileState.READY]
    box = await evidence.mine(session, actor=actor) if with_box else []
    box = [one for one in box if one["state"] == FileState.READY]
    fetched = [await _to_fetch(session, actor, "files", number, one["id"]) for number, one in enumerate(files, 1)]
    fetched += [await _to_fetch(session, actor, "box", number, one["id"]) for number, one in enumerate(box, 1)]
    loaded = await catalogue.current(session, request.county)
    document = {
        "format": "shouwang-evidence/1",
        "basis": BASIS,
        "county": loaded.folder.name,
        "number": shown["number"],
        "service": shown["service_name"],
        "state": shown["state_words"],
        **await _receipt(session, request),
        "telling": shown["telling"],
        "telling_unchanged": await _unchanged(session, request, shown["telling"]),
        "timeline": [{"at": one["at"], "line": one["line"]} for one in shown["timeline"]],
        "messages": [{key: one[key] for key in ("at", "by_her", "from_name", "body")} for one in shown["messages"]],
        "files": [_beside("files", number, one, one["at"]) for number, one in enumerate(files, 1)],
        "box": [_beside("box", number, one, one["stored_at"]) for number, one in enumerate(box, 1)],
        "audit": await _chain(session, request),
    }
    return Record(document, tuple(fetched))


async def _to_fetch(session: AsyncSession, actor: Actor, folder: str, number: int, file_id: UUID) -> ToFetch:
    opened = await opening.open_file(session, actor=actor, file_id=file_id)
    return ToFetch(f"{folder}/{number:02}.{ENDINGS.get(opened.media_type, 'bin')}", opened)


def _beside(folder: str, number: int, file: dict[str, Any], at: Any) -> dict[str, Any]:
    return {"name": f"{folder}/{number:02}", "kind": file["kind"], "at": at, "summary": file.get("summary")}


async def _events(session: AsyncSession, request: HelpRequest) -> list[RequestEvent]:
    query = select(RequestEvent).where(
        col(RequestEvent.county) == request.county, col(RequestEvent.request_id) == request.id
    )
    return list((await session.exec(query.order_by(col(RequestEvent.seq)))).all())


async def _receipt(session: AsyncSession, request: HelpRequest) -> dict[str, Any]:
    """Say when and how it was told, which office received it, and who took it on first."""
    loaded = await catalogue.version(session, request.county, request.catalogue_id)
    names = await office_names(session, loaded, request.county)
    events = await _events(session, request)
    first = events[0]
    taken = next((one for one in events if one.step is Step.ACCEPT), None)
    lead = str(first.facts.get("lead") or request.lead_office)
    return {
        "told_at": first.created_at,
        "channel": CHANNELS.get(request.channel.value, request.channel.value),
        "received_by": names.get(lead, lead),
        "accepted_at": taken.created_at if taken else None,
        "accepted_by": names.get(taken.office_code or "", "单位") if taken else None,
    }


async def _unchanged(session: AsyncSession, request: HelpRequest, telling: str | None) -> bool | None:
    """Say whether her words are still those whose digest went into the chain when she told them."""
    rows = await _changes(session, request)
    told = rows[0].facts.get("told") if rows else None
    if telling is None or told is None:
        return None
    return told_digest(await access.request_vault(session, request), request.id, telling) == str(told)


async def _changes(session: AsyncSession, request: HelpRequest) -> list[AuditEvent]:
    query = select(AuditEvent).where(
        col(AuditEvent.county) == request.county,
        col(AuditEvent.subject_id) == request.id,
        col(AuditEvent.kind) == "change",
    )
    return list((await session.exec(query.order_by(col(AuditEvent.record_seq)))).all())


async def _chain(session: AsyncSession, request: HelpRequest) -> list[dict[str, Any]]:
    """List the digests of everything that was done to this request, each holding the one before."""
    return [
        {
            "id": row.id,
            "seq": row.record_seq,
            "at": row.created_at,
            "action": row.action,
            "before": row.before_hash.hex() if row.before_hash else None,
            "hash": row.hash.hex(),
        }
        for row in await _changes(session, request)
    ]
