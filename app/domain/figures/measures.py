"""How quickly and how well: what was written down of finished months, within a reader's rights (RPT-02, RPT-03)."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit
from app.audit import About
from app.domain.catalogue import queries as catalogue
from app.domain.figures import scopes
from app.domain.figures.months import OTHER, finished_months, lead_offices, townships
from app.domain.help_requests.showing import office_names
from app.models.figures import MonthFigure
from app.permissions.actors import Actor

OTHER_NAME = "其他单位"
BELOW = "没有列出来的格子，每一项都不到 5；“<5”是 0 到 4，“—”是 5 以上但不能说（说了就能算出别的小数）。"


async def of_month(session: AsyncSession, *, actor: Actor, month: str | None) -> dict[str, Any]:
    """Show one month by office and township, with the totals; a reader sees the rows of her own reach."""
    chosen, loaded = scopes.month_of(month), await catalogue.current(session, actor.county)
    query = select(MonthFigure).where(
        col(MonthFigure.county) == actor.county, col(MonthFigure.month) == chosen.first, _reach(actor)
    )
    rows = (await session.exec(query.order_by(col(MonthFigure.office_code), col(MonthFigure.township_code)))).all()
    names = await office_names(session, loaded, actor.county)
    places = {one.code: one.name for one in loaded.folder.places}
    about = About("staff", actor.id, None)
    facts = {"month": scopes.name_of(chosen.first)}
    await audit.record_read(session, actor=actor, action="figure:read", about=about, facts=facts)
    return {
        "month": scopes.name_of(chosen.first),
        "months": scopes.month_names(),
        "is_counted": bool(rows),
        "scope": scopes.shown(scopes.scope_of(actor), loaded),
        "offices": [
            {"code": code, "name": OTHER_NAME if code == OTHER else names.get(code, code)}
            for code in await lead_offices(session, actor.county)
        ],
        "townships": [{"code": code, "name": places[code]} for code in townships(loaded)],
        "note": BELOW,
        "cells": [{"office": one.office_code, "township": one.township_code, **one.shown} for one in rows],
    }


def _reach(actor: Actor) -> Any:
    """Cut the rows to a reader's reach; row-level security cuts the same."""
    scope = scopes.scope_of(actor)
    if scope.office is not None:
        return col(MonthFigure.office_code) == scope.office
    if scope.towns is not None:
        return col(MonthFigure.township_code).in_(scope.towns)
    return col(MonthFigure.county) == actor.county


async def over_time(session: AsyncSession, *, actor: Actor, office: str | None, township: str | None) -> dict[str, Any]:
    """Show one office, township, both or the whole county month by month; no sum over months is ever given."""
    scope = scopes.scope_of(actor)
    office = scope.office if scope.office is not None else office
    township = township if scope.towns is None or township in scope.towns else next(iter(scope.towns), "")
    query = (
        select(MonthFigure)
        .where(
            col(MonthFigure.county) == actor.county,
            col(MonthFigure.month).in_([one.first for one in finished_months()]),
            col(MonthFigure.office_code).is_not_distinct_from(office),
            col(MonthFigure.township_code).is_not_distinct_from(township),
            _reach(actor),
        )
        .order_by(col(MonthFigure.month))
    )
    rows = {scopes.name_of(one.month): one.shown for one in (await session.exec(query)).all()}
    return {
        "office": office,
        "township": township,
        "months": [{"month": name, "figures": rows.get(name)} for name in scopes.month_names()],
    }
