"""`shouwang audit`: prove that nobody changed what was written down."""

import asyncio
from datetime import date, timedelta
from typing import Annotated, Any

import typer
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.integrations.anchors import anchors_of
from app.settings import settings

app = typer.Typer(no_args_is_help=True)
STALE = timedelta(days=2)


@app.callback()
def group() -> None:
    """审计记录。"""


@app.command("verify")
def verify() -> None:
    """逐行核对审计记录、前后链、封存，和留在库外面的封存；有改动就报告并以 1 退出。"""
    findings = asyncio.run(_verify())
    for finding in findings:
        typer.echo(finding)
    typer.echo("审计记录完整。" if not findings else f"共 {len(findings)} 处对不上。")
    raise typer.Exit(1 if findings else 0)


async def _verify() -> list[str]:
    db.database.open(settings().database_owner_url, pool_size=1)
    try:
        async with db.transaction() as session:
            await session.execute(text("SET LOCAL statement_timeout = 0"))
            counties = (await session.execute(text("SELECT code FROM county ORDER BY code"))).scalars().all()
            return [finding for county in counties for finding in await _of_county(session, county)]
    finally:
        await db.database.close()


async def _of_county(session: AsyncSession, county: str) -> list[str]:
    found = await audit.verify(session, county=county)
    if settings().anchors:
        laid = await anchors_of(settings().anchors).laid(county)
        found += await audit.compare(session, county=county, laid=laid)
        last = laid[-1]["day"] if laid else None
        if last is None or date.fromisoformat(last) < clock.today() - STALE:
            found.append(f"{county} 的封存没有按天留到外面，最近一次是 {last or '从来没有'}。")
    return found


@app.command("anchor")
def anchor(county: Annotated[str, typer.Option("--county", help="区县代码，例如 500230")]) -> None:
    """念出最新一次封存，抄在每月的纸质报表上：库里整条重写，也改不了纸上的。"""
    newest = asyncio.run(_newest(county))
    if newest is None:
        typer.echo("还没有封存。")
        raise typer.Exit(1)
    digest = newest["hash"]
    groups = " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
    typer.echo(f"{county} 到第 {newest['last_position']} 行，{newest['sealed_at']} 封存：\n{groups}")


async def _newest(county: str) -> dict[str, Any] | None:
    db.database.open(settings().database_owner_url, pool_size=1)
    try:
        async with db.transaction() as session:
            return await audit.newest_seal(session, county=county)
    finally:
        await db.database.close()
