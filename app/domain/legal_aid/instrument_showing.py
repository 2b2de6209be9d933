"""Instruments on a screen: dates, what comes next, and plain labels; who reported is in nobody's but the police's."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock
from app.audit import About
from app.domain.catalogue import legal_aid as county
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import access
from app.domain.help_requests.parties import is_dangerous
from app.domain.legal_aid import alarms
from app.domain.legal_aid.access import scene_of
from app.domain.legal_aid.instruments import FROM, KIND_OF, Paper
from app.domain.legal_aid.reports import reporter_for
from app.errors import NotFound
from app.models.instruments import Instrument, InstrumentAlarm
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.vocabulary import (
    AlarmKind,
    InstrumentKind,
    InstrumentState,
    InstrumentStep,
    Level,
)

S = InstrumentState
NAMES = {
    InstrumentKind.WRITTEN_WARNING: "告诫书",
    InstrumentKind.PROTECTION_ORDER: "人身安全保护令",
    InstrumentKind.MANDATORY_REPORT: "强制报告",
    InstrumentKind.LAND_DISPUTE: "土地纠纷",
    InstrumentKind.MEDIATION: "调解",
}
STATES = {
    S.ISSUED: "公安已经出具",
    S.APPLIED: "已向法院申请",
    S.GRANTED: "法院已经发出",
    S.REFUSED: "法院没有准许",
    S.REPORTED: "已报告，等回执",
    S.RECEIVED: "已报告，收到回执",
    S.NEGOTIATION: "协商",
    S.IN_MEDIATION: "调解过，没有谈成",
    S.ARBITRATION: "仲裁",
    S.AWARD: "裁决出来了",
    S.COURT: "到法院了",
    S.ASKED: "她提出了调解",
    S.CLEAR: "安全筛查没有危险",
    S.UNSAFE: "安全筛查有危险，不能调解",
    S.STARTED: "正在调解",
    S.ENDED: "结束了",
}
ALARMS = {
    AlarmKind.ORDER_DECISION: "法院该作出裁定了",
    AlarmKind.ORDER_ENDS_FIRST: "保护令快到期（第一次提醒）",
    AlarmKind.ORDER_ENDS_LAST: "保护令快到期（最后提醒）",
    AlarmKind.VISIT_POLICE: "派出所查访",
    AlarmKind.VISIT_VILLAGE: "村（居）委会查访",
    AlarmKind.REPORT_RECEIPT: "报告了还没有回执",
    AlarmKind.AWARD_DUE: "仲裁该出裁决了",
    AlarmKind.SUE_BY: "起诉的三十天快满了",
    AlarmKind.LIMITATION: "仲裁时效快满了",
}
LABELS = {
    "court": "法院",
    "measures": "保护措施",
    "station": "派出所",
    "offender": "被告诫的人",
    "prohibits": "不许他做的事",
    "other_side": "对方",
    "parcel": "哪块地",
    "what": "什么事",
    "longer_because": "延长的原因",
    "award_note": "裁决",
    "ended_because": "怎么结束的",
    "ended_on": "结束的日子",
    "negotiated_note": "协商结果",
    "mediated_note": "调解结果",
    "filed_on": "仲裁受理的日子",
    "sued_on": "起诉的日子",
    "asked": "她说的话",
}
FREE = "土地承包仲裁不收一分钱；口头说也能申请。"
HER_ALARMS = (*alarms.ORDER_ENDS, AlarmKind.SUE_BY, AlarmKind.LIMITATION)


def _lines(details: dict[str, Any]) -> list[dict[str, str]]:
    return [{"label": label, "text": str(details[key])} for key, label in LABELS.items() if details.get(key)]


def _days_left(ends: date | None) -> int | None:
    return None if ends is None else max((ends - clock.today()).days, 0)


def _face(paper: Paper) -> dict[str, Any]:
    row = paper.instrument
    return {
        "id": row.id,
        "request_id": row.request_id,
        "kind": row.kind,
        "name": NAMES[row.kind],
        "state": row.state,
        "state_words": STATES[row.state],
        "urgent": row.urgent,
        "oral": row.oral,
        "party": row.party,
        "began_at": row.began_at,
        "decided_at": row.decided_at,
        "due_at": row.due_at,
        "valid_until": row.valid_until,
        "days_left": _days_left(row.valid_until) if row.state is S.GRANTED else None,
        "extended": row.extended,
        "receipt": row.receipt,
        "free": FREE if row.kind is InstrumentKind.LAND_DISPUTE else None,
        "version": row.version,
    }


def _alarm(one: InstrumentAlarm) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "name": ALARMS[one.kind],
        "due_at": one.due_at,
        "given_at": one.fired_at,
        "done_on": one.done_on,
        "safe": one.safe,
    }


async def for_her(paper: Paper) -> dict[str, Any]:
    """Put an instrument into the words of her screen: dates and what is hers, of a report only that it was made."""
    row, session = paper.instrument, paper.scene.session
    details = {} if row.kind is InstrumentKind.MANDATORY_REPORT else paper.details()
    given = [one for one in await alarms.of_instrument(session, row) if one.kind in HER_ALARMS]
    can_stop = row.kind is InstrumentKind.MEDIATION and row.state in FROM[InstrumentStep.STOP_MEDIATION]
    return {
        **_face(paper),
        "lines": _lines(details),
        "alarms": [_alarm(one) for one in given if one.cancelled_at is None],
        "can_stop": can_stop,
    }


async def for_desk(paper: Paper) -> dict[str, Any]:
    """Put an instrument into the words of the desk."""
    row, session = paper.instrument, paper.scene.session
    given = await alarms.of_instrument(session, row)
    violent = await is_dangerous(session, paper.scene.request)
    questions = county.words(paper.folder).mediation_screen if row.kind is InstrumentKind.MEDIATION else []
    details = paper.details()
    return {
        **_face(paper),
        "lines": _lines(details),
        "served_on_both": details.get("served_on_both"),
        "village_told": details.get("village_told", details.get("village_served")),
        "reporter": reporter_for(paper),
        "alarms": [_alarm(one) for one in given if one.cancelled_at is None or one.done_on is not None],
        "screen": [{"code": one.code, "text": one.text} for one in questions] if violent else [],
        "screened_at": row.screened_at,
        "possible_steps": [
            step
            for step, states in FROM.items()
            if KIND_OF.get(step, InstrumentKind.LAND_DISPUTE) is row.kind
            and row.state in states
            and step is not InstrumentStep.STOP_MEDIATION
        ],
    }


async def mine(session: AsyncSession, *, actor: Actor, request_id: UUID) -> list[dict[str, Any]]:
    """List the instruments beside her request, the newest first."""
    return [await for_her(one) for one in await _beside(session, actor, request_id)]


async def at_desk(session: AsyncSession, *, actor: Actor, request_id: UUID) -> list[dict[str, Any]]:
    """List the instruments beside a request for a worker; the look is written down."""
    papers = await _beside(session, actor, request_id)
    request = await access.help_request(session, actor=actor, action=Action.INSTRUMENT_READ, request_id=request_id)
    closed = {"closed": True} if request.level is Level.CLOSED else {}
    about = About("help_request", request.id, request.profile_id)
    await audit.record_read(session, actor=actor, action="instrument:read", about=about, facts=closed)
    return [await for_desk(one) for one in papers]


async def _beside(session: AsyncSession, actor: Actor, request_id: UUID) -> list[Paper]:
    request = await access.help_request(session, actor=actor, action=Action.INSTRUMENT_READ, request_id=request_id)
    if request.erased_at is not None:
        raise NotFound
    scene = await scene_of(session, actor=actor, request=request)
    folder = (await catalogue.current(session, actor.county)).folder
    query = select(Instrument).where(col(Instrument.county) == actor.county, col(Instrument.request_id) == request_id)
    rows = await session.exec(query.order_by(col(Instrument.created_at).desc(), col(Instrument.id).desc()))
    return [Paper(scene, row, folder) for row in rows.all()]
