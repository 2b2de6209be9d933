"""`shouwang retention`: what is over the limit of its class; a list at first, forgetting only when told to."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from app import db
from app.db import Context
from app.domain.keeping import limits
from app.domain.keeping.limits import Due
from app.jobs import keeping_limits
from app.settings import settings
from app.vocabulary import Audience

console = Console(highlight=False)
SHOWN = 5


def retention(
    county: Annotated[str, typer.Option("--county", help="区县代码，例如 500230")],
    *,
    ids: Annotated[bool, typer.Option("--ids", help="列出每一条的编号（只有编号，没有内容）")] = False,
    run: Annotated[bool, typer.Option("--run", help="真的抹掉；不加就只是列出来看")] = False,
) -> None:
    """保存期限：逐类列出到期的条数和编号；依法留存（legal hold）的另列，不会动。"""
    console.print(listing(county, asyncio.run(_due(county)), ids=ids, run=run))
    if run:
        done = asyncio.run(_run(county))
        typer.echo(f"抹掉了 {sum(done.values())} 条。")


def listing(county: str, found: list[Due], *, ids: bool, run: bool) -> Table:
    """Write the list: counts and ids, never what they stand for."""
    table = Table(title=f"{county} 到期的内容" + ("" if run else "（只看，没有动）"))
    for title in ("类", "保存天数", "到期", "依法留存", "编号"):
        table.add_column(title, overflow="fold")
    for one in found:
        shown = one.ids if ids else one.ids[:SHOWN]
        more = " ……" if len(shown) < len(one.ids) else ""
        names = "\n".join(str(row) for row in shown) + more
        table.add_row(f"{one.title} {one.code}", str(one.days), str(len(one.ids)), str(len(one.held)), names)
    return table


async def _due(county: str) -> list[Due]:
    db.database.open(settings().worker_database_url, pool_size=1)
    try:
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            await session.execute(text("SET LOCAL statement_timeout = 0"))
            return [await limits.due(session, county=county, one=one) for one in limits.CLASSES]
    finally:
        await db.database.close()


async def _run(county: str) -> dict[str, int]:
    db.database.open(settings().worker_database_url, pool_size=1)
    try:
        return await keeping_limits.keep_limits(county=county)
    finally:
        await db.database.close()
