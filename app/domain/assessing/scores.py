"""The score sheet of offices and townships: what counted, with which weight, and what came of it (RPT-05).

Made of what a finished month's page shows, so that nothing small is given away by a score: what is hidden is not
counted, a bound counts as the bound. Which parts count and how much is the county's data (figures.toml).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, db
from app.audit import About
from app.crypto import Place
from app.domain import small_numbers
from app.domain.assessing.inputs import Comment
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.figure_shapes import ScorePart
from app.domain.catalogue.queries import LoadedCounty
from app.domain.figures import scopes
from app.domain.figures.months import OTHER, Month
from app.domain.keys import vault_of
from app.errors import Invalid
from app.models.figures import MonthFigure, ScoreComment
from app.permissions.actors import Actor
from app.vocabulary import Audience, DataClass, ScoredBy, UnitKind

RULE = "没有数的项（小数藏掉、当月没有）不计，其余按权重折算成百分；只有界限的按界限算；自动关闭的不算满意。"
VISITED = text("""
    SELECT e.township_code AS town, count(*) AS women,
      count(*) FILTER (WHERE EXISTS (SELECT FROM home_visit h WHERE h.county = e.county AND h.entry_id = e.id
        AND h.state = 'done' AND h.done_on >= CAST(:day AS date) - 62 AND h.done_on < :next_day)) AS visited
    FROM ledger_entry e WHERE e.county = :county AND e.state = 'active' AND e.created_at < :next GROUP BY 1
""")


async def sheet(session: AsyncSession, *, actor: Actor, month: str | None) -> dict[str, Any]:
    """Show the sheet of a finished month; a unit sees its own line and what it has said to it."""
    chosen, loaded = scopes.month_of(month), await catalogue.current(session, actor.county)
    about = About("staff", actor.id, None)
    facts = {"month": scopes.name_of(chosen.first)}
    await audit.record_read(session, actor=actor, action="score:read", about=about, facts=facts)
    shown = await _shown(session, actor.county, chosen, scopes.scope_of(actor))
    said = await _comments(session, actor, chosen)
    return {
        "month": scopes.name_of(chosen.first),
        "months": scopes.month_names(),
        "formulas": [{"unit": unit, "formula": formula(loaded.folder.scores, unit)} for unit in UnitKind],
        "rule": RULE,
        "units": [
            line(loaded.folder.scores, unit, values)
            | {"code": code, "name": _name(loaded, code), "comments": said.get(code, [])}
            for (unit, code), values in sorted(shown.items())
        ],
    }


def formula(parts: Sequence[ScorePart], unit: UnitKind) -> str:
    """Write the formula of a kind of unit as people read it."""
    return " ＋ ".join(f"{one.name} × {one.weight}" for one in parts if one.unit is unit)


def line(parts: Sequence[ScorePart], unit: UnitKind, values: Mapping[ScoredBy, str | None]) -> dict[str, Any]:
    """Work one unit's score out, showing every part of it. Pure."""
    shown, points, weights = [], 0.0, 0
    for one in parts:
        if one.unit is unit:
            value = values.get(one.by)
            share = share_of(value)
            shown.append({"name": one.name, "weight": one.weight, "value": value, "counted": share is not None})
            if share is not None:
                points, weights = points + share * one.weight, weights + one.weight
    return {"unit": unit, "parts": shown, "score": round(points / weights, 1) if weights else None}


def share_of(value: str | None) -> int | None:
    """Read a shown share as points; a bound counts as the bound, a hidden one not at all."""
    found = re.fullmatch(r"[≥≤]?(\d{1,3})%", value or "")
    return int(found[1]) if found else None


async def _shown(
    session: AsyncSession, county: str, month: Month, scope: scopes.Scope
) -> dict[tuple[UnitKind, str], dict[ScoredBy, str | None]]:
    """Gather what each unit's month shows."""
    query = select(MonthFigure).where(col(MonthFigure.county) == county, col(MonthFigure.month) == month.first)
    found: dict[tuple[UnitKind, str], dict[ScoredBy, str | None]] = {}
    for row in (await session.exec(query)).all():
        if (row.office_code is None) == (row.township_code is None) or row.office_code == OTHER:
            continue
        unit = UnitKind.OFFICE if row.office_code is not None else UnitKind.TOWNSHIP
        found[unit, row.office_code or row.township_code or ""] = {
            by: row.shown.get(by.value) for by in (ScoredBy.ON_TIME, ScoredBy.SATISFIED)
        }
    async with db.acting_as(session, Audience.FIGURES):
        visits = (await session.execute(VISITED, month.values(county) | _days(month))).all()
    for one in visits:
        found.setdefault((UnitKind.TOWNSHIP, one.town), {})[ScoredBy.VISITED] = small_numbers.share(
            one.visited, one.women - one.visited
        )
    return {key: values for key, values in found.items() if _is_in(scope, key)}


def _days(month: Month) -> dict[str, Any]:
    return {"day": month.first, "next_day": month.next}


def _is_in(scope: scopes.Scope, key: tuple[UnitKind, str]) -> bool:
    unit, code = key
    if scope.office is not None:
        return unit is UnitKind.OFFICE and code == scope.office
    return scope.towns is None or (unit is UnitKind.TOWNSHIP and code in scope.towns)


def _name(loaded: LoadedCounty, code: str) -> str:
    names = {one.code: one.name for one in loaded.folder.departments}
    return (names | {one.code: one.name for one in loaded.folder.places}).get(code, code)


async def comment(session: AsyncSession, *, actor: Actor, said: Comment) -> None:
    """Let a unit say something to its own line. Raises Invalid where it has none."""
    chosen, scope = scopes.month_of(said.month), scopes.scope_of(actor)
    codes = [scope.office] if scope.office is not None else list(scope.towns or ())
    if not codes or not codes[0]:
        raise Invalid("只有被考核的单位能写说明。")
    row = ScoreComment(
        county=actor.county, month=chosen.first, unit_code=codes[0], office_code=actor.office or "", author_id=actor.id
    )
    vault = await vault_of(session, actor.county)
    row.body_sealed = vault.seal(DataClass.ANSWER, Place("score_comment", "body_sealed", row.id), said.body)
    session.add(row)
    await session.flush()
    about = About("score_comment", row.id, None)
    facts = {"month": scopes.name_of(chosen.first), "unit": codes[0]}
    await audit.record(session, actor=actor, action="score:comment", about=about, facts=facts)


async def _comments(session: AsyncSession, actor: Actor, month: Month) -> dict[str, list[dict[str, Any]]]:
    """Read what was said, by unit; row-level security knows whose it is."""
    query = select(ScoreComment).where(col(ScoreComment.county) == actor.county, col(ScoreComment.month) == month.first)
    vault, said = await vault_of(session, actor.county), dict[str, list[dict[str, Any]]]()
    for row in (await session.exec(query.order_by(col(ScoreComment.created_at), col(ScoreComment.id)))).all():
        place = Place("score_comment", "body_sealed", row.id)
        body = vault.open(DataClass.ANSWER, place, bytes(row.body_sealed or b""))
        said.setdefault(row.unit_code, []).append({"at": row.created_at, "body": body})
    return said
