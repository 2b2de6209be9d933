"""`shouwang demo`: invent people and requests of the demo county."""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress
from sqlalchemy import text

from app import clock, db
from app.db import Context
from app.domain.catalogue import queries as catalogue
from app.domain.keys import vault_of
from app.settings import settings
from app.vocabulary import Audience, Level, Role

if TYPE_CHECKING:
    from sandbox.demo import people

COUNTY = "500230"
PER_WOMAN = 2
MOST_LIVED = 600
SEED = 20_260_101


def demo(
    women: Annotated[
        int, typer.Option(min=1, max=200_000, envvar="SHOUWANG_DEMO_WOMEN", help="多少位妇女；求助是两倍")
    ] = 300,
    seed: Annotated[int, typer.Option(help="同一个种子编出同样的人")] = SEED,
    courses: Annotated[int, typer.Option(min=0, max=100_000, help="多少门课程和活动")] = 200,
) -> None:
    """编造演示用的人和求助（正式环境不能用；已经有人就不再编）。"""
    if settings().production:
        typer.echo("正式环境不能编造演示数据。", err=True)
        raise typer.Exit(2)
    if asyncio.run(_invent(women, seed, courses)):
        typer.echo(f"编好了：{women} 位妇女，{women * PER_WOMAN} 件求助，{courses} 门课程和活动。")
    else:
        typer.echo("已经有人了，没有再编。")


async def _invent(women: int, seed: int, offered: int) -> bool:
    from sandbox.demo import care, lessons, people  # noqa: PLC0415  the demo is not part of a production image

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
        await care.furnish(stage, cast)
        await people.register(stage, cast, women)
        await _offer(stage, cast, seed, offered)
        await lessons.listen(stage, cast)
    await db.database.close()
    services = [(one.code, one.level) for one in folder.services if "woman" in one.intake]
    db.database.open(settings().database_url, pool_size=2)
    await _settle(cast, random)
    await _live(cast, random, services, women)
    await _calm()
    _write_accounts(settings().demo_accounts, cast.accounts)
    return True


async def _settle(cast: "people.Cast", random: Random) -> None:
    """Let the women register, and everything happen that is no request."""
    from sandbox.demo import care, desks, ledger, ledger_lives, lessons, rights, villages  # noqa: PLC0415  see _invent

    await ledger.register_all(cast, random)
    await villages.look_after(cast)
    await desks.prepare(cast)
    await care.listen(cast)
    await ledger_lives.live(cast)
    await rights.live(cast)
    await lessons.live(cast)
    await _lend(cast)
    await _fall_due()


async def _live(cast: "people.Cast", random: Random, services: list[tuple[str, Level]], women: int) -> None:
    """Let requests be made and answered, the first six hundred step by step, with a progress bar."""
    from sandbox.demo import legal_aid, lives, voices  # noqa: PLC0415  see _invent

    with Progress() as bar:
        task = bar.add_task("求助", total=women * PER_WOMAN)
        lived = min(women * PER_WOMAN, MOST_LIVED)
        for number in range(lived):
            await lives.live(cast, random, services, number)
            bar.advance(task)
        await legal_aid.stage(cast, random)
        for code in await voices.speak(cast, random):
            typer.echo(f"匿名咨询的查询码：{code}")
        await db.database.close()
        await _grind(cast, random, women * PER_WOMAN - lived, lambda count: bar.advance(task, count))
    typer.echo(f"另有过去一年里办完的旧事 {await _remember(cast, random, women)} 件，用来看统计。")


async def _offer(stage: "people.Stage", cast: "people.Cast", seed: int, offered: int) -> None:
    """Let providers in and write what they offer, by dice of their own: the people stay who they were."""
    from sandbox.demo import courses  # noqa: PLC0415  see _invent

    own = Random(seed + 1)  # noqa: S311  as in _invent
    await courses.Fair(stage, cast, await courses.open_providers(stage, cast, own), own).fill(offered)


async def _lend(cast: "people.Cast") -> None:
    """Let women begin applications for loans, and the bureau write down where they are."""
    from sandbox.demo import loans  # noqa: PLC0415  see _invent

    await loans.live(cast)


async def _fall_due() -> None:
    """Let the worker's login put old entries on the desks that look again, and let courses begin and end."""
    from sandbox.demo import courses, ledger_lives  # noqa: PLC0415  see _invent

    await db.database.close()
    db.database.open(settings().worker_database_url, pool_size=1)
    await ledger_lives.fall_due(COUNTY)
    await courses.let_time_pass(COUNTY)
    await db.database.close()
    db.database.open(settings().database_url, pool_size=2)


async def _grind(cast: "people.Cast", random: Random, count: int, told: Callable[[int], object]) -> None:
    """Write the rest of a large crowd's requests as rows; only the first six hundred are lived step by step."""
    from sandbox.demo import bulk  # noqa: PLC0415  see _invent

    if not count:
        return
    db.database.open(settings().database_owner_url, pool_size=1)
    async with db.transaction() as session:
        await session.execute(text("SET LOCAL statement_timeout = 0"))
        rows = await session.execute(text("SELECT id, village_code FROM profile WHERE county = :c"), {"c": COUNTY})
        villages = {row.id: row.village_code for row in rows}
        women = [(one, villages[one.profile_id]) for one in cast.women]
        loaded = await catalogue.current(session, COUNTY)
        await bulk.grind(bulk.Mill(session, await vault_of(session, COUNTY), loaded, random, women), count, told)
    await db.database.close()


async def _remember(cast: "people.Cast", random: Random, women: int) -> int:
    """Write what was answered in the months before, and let the worker's login count them."""
    from app.domain.figures import months, quality  # noqa: PLC0415  see _invent
    from sandbox.demo import past, upward  # noqa: PLC0415  see _invent

    db.database.open(settings().database_owner_url, pool_size=1)
    async with db.transaction() as session:
        await session.execute(text("SET LOCAL statement_timeout = 0"))
        rows = await session.execute(text("SELECT id, village_code FROM profile WHERE county = :c"), {"c": COUNTY})
        villages = {row.id: row.village_code for row in rows}
        known = [(one, villages[one.profile_id]) for one in cast.women]
        loaded = await catalogue.current(session, COUNTY)
        stage = past.Past(session, await vault_of(session, COUNTY), loaded, random, known)
        written = await past.remember(stage, min(past.PER_MONTH, women))
    await db.database.close()
    db.database.open(settings().worker_database_url, pool_size=1)
    async with db.transaction(Context(Audience.WORKER, COUNTY)) as session:
        await months.count(session, county=COUNTY)
        await quality.count_week(session, county=COUNTY)
    await db.database.close()
    db.database.open(settings().database_url, pool_size=2)
    await upward.speak(cast)
    await upward.explain(next(one for one in cast.staff["justice"] if one.role is Role.DEPARTMENT_HEAD))
    await db.database.close()
    return written


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
