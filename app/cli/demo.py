"""`shouwang demo`: invent people and requests of the demo county."""

import asyncio
import json
import os
from pathlib import Path
from random import Random
from typing import Annotated

import typer
from rich.progress import Progress
from sqlalchemy import text

from app import clock, db
from app.domain.catalogue import queries as catalogue
from app.domain.keys import vault_of
from app.settings import settings

COUNTY = "500230"
PER_WOMAN = 2
SEED = 20_260_101


def demo(
    women: Annotated[int, typer.Option(min=1, max=200_000, help="多少位妇女；求助是两倍")] = 300,
    seed: Annotated[int, typer.Option(help="同一个种子编出同样的人")] = SEED,
) -> None:
    """编造演示用的人和求助（正式环境不能用；已经有人就不再编）。"""
    if settings().production:
        typer.echo("正式环境不能编造演示数据。", err=True)
        raise typer.Exit(2)
    if asyncio.run(_invent(women, seed)):
        typer.echo(f"编好了：{women} 位妇女，{women * PER_WOMAN} 件求助。")
    else:
        typer.echo("已经有人了，没有再编。")


async def _invent(women: int, seed: int) -> bool:
    from sandbox.demo import lives, people  # noqa: PLC0415  the demo is not part of a production image

    cast, random = people.Cast(COUNTY), Random(seed)  # noqa: S311  invented people need no secrecy
    db.database.open(settings().database_owner_url, pool_size=1)
    async with db.transaction() as session:
        await session.execute(text("SET LOCAL statement_timeout = 0"))
        if (await session.execute(text("SELECT 1 FROM staff LIMIT 1"))).first() is not None:
            return False
        folder = (await catalogue.current(session, COUNTY)).folder
        stage = people.Stage(
            session, await vault_of(session, COUNTY), folder, clock.now(), random, await people.password_hash()
        )
        await people.hire(stage, cast)
        await people.register(stage, cast, women)
    await db.database.close()
    services = [(one.code, one.level) for one in folder.services if "woman" in one.intake]
    db.database.open(settings().database_url, pool_size=2)
    with Progress() as bar:
        task = bar.add_task("求助", total=women * PER_WOMAN)
        for number in range(women * PER_WOMAN):
            await lives.live(cast, random, services, number)
            bar.advance(task)
    await db.database.close()
    await _calm()
    _write_accounts(settings().demo_accounts, cast.accounts)
    return True


async def _calm() -> None:
    """Let the planner know the new rows."""
    db.database.open(settings().database_owner_url, pool_size=1, isolation_level="AUTOCOMMIT")
    if db.database.engine is not None:
        async with db.database.engine.connect() as connection:
            await connection.execute(text("ANALYZE"))
    await db.database.close()


def _write_accounts(path: Path | None, accounts: list[dict[str, object]]) -> None:
    if path is None:
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(accounts[:500], file, ensure_ascii=False, indent=1)
