"""`shouwang audit`: prove that nobody changed what was written down."""

import asyncio

import typer
from sqlalchemy import text

from app import audit, db
from app.settings import settings

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """审计记录。"""


@app.command("verify")
def verify() -> None:
    """逐行核对审计记录、前后链和封存；有改动就报告并以 1 退出。"""
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
            return [finding for county in counties for finding in await audit.verify(session, county=county)]
    finally:
        await db.database.close()
