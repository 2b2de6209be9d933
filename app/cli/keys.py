"""`shouwang keys`: list the county's data keys, rotate one class, make the blind indexes anew."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy import text

from app import audit, db
from app.audit import About
from app.crypto import CannotOpen, KeyFileFault, Vault, load_keys
from app.db import Context
from app.domain import rotating
from app.domain.keys import LOOK_AGAIN_SECONDS, own_keys
from app.domain.rotating import Batch
from app.domain.sealed_columns import INDEXED_COLUMNS, columns_of
from app.errors import AppError
from app.permissions.actors import system
from app.settings import settings
from app.vocabulary import Audience, DataClass

app = typer.Typer(no_args_is_help=True)
console = Console(highlight=False)
SETTLE = 3 * LOOK_AGAIN_SECONDS
R = TypeVar("R")
County = Annotated[str, typer.Option("--county", help="区县代码，例如 500230")]
BatchSize = Annotated[int, typer.Option(min=1, max=5000, help="一批重封多少条")]


@app.callback()
def group() -> None:
    """数据密钥。"""


@app.command("list")
def list_keys(county: County) -> None:
    """列出每一类、每一代数据密钥，和还有多少条内容用它封着。"""
    table = Table(title=f"{county} 的数据密钥")
    for title in ("类", "代", "现在用它封", "内容条数"):
        table.add_column(title)
    for one in _told(_generations(county)):
        table.add_row(one.klass.value, str(one.generation), "是" if one.seals else "", str(one.values))
    console.print(table)


@app.command("rotate")
def rotate(
    klass: Annotated[DataClass, typer.Option("--class", help="哪一类")],
    county: County,
    batch: BatchSize = rotating.BATCH,
    settle: Annotated[float, typer.Option(min=0, help="等别的进程认得新钥匙的秒数")] = SETTLE,
) -> None:
    """换一把数据密钥：新的封新内容，旧内容分批重封，旧钥匙没人用了就销毁。断了再执行一次，接着做。"""
    if klass is DataClass.CASE:
        typer.echo("保密事项一件一把钥匙，不在这里换。")
        raise typer.Exit(2)
    done = _told(_Rotation(county, klass, batch, settle).run())
    typer.echo(f"{klass.value}：第 {done.generation} 代，重封 {done.sealed} 条，销毁旧钥匙 {len(done.retired)} 把。")


@app.command("reindex")
def reindex(county: County, batch: BatchSize = rotating.BATCH) -> None:
    """重做查重用的索引：换了索引密钥或加密套件以后，先停接口和后台，执行完再启动。"""
    typer.echo(f"重做了 {_told(_reindex(county, batch))} 条索引。")


@app.command("rewrap")
def rewrap(
    old: Annotated[Path, typer.Option("--old", exists=True, dir_okay=False, help="原来的密钥文件")],
    county: County,
) -> None:
    """换主密钥：先停接口和后台，SHOUWANG_KEY_FILE 换成新文件，执行这一条，启动后把原来的文件销毁。"""
    typer.echo(f"用新的主密钥重新包好了 {_told(_rewrap(county, old))} 把数据密钥。")


@dataclass(frozen=True, slots=True)
class _Done:
    generation: int
    sealed: int
    retired: list[int]


@dataclass(frozen=True, slots=True)
class _Rotation:
    """One run of a rotation; everything it knows is in the database, so that another run can go on."""

    county: str
    klass: DataClass
    batch: int
    settle: float

    async def run(self) -> _Done:
        """Begin or go on, seal anew, wait, look again, destroy the old key."""
        db.database.open(settings().database_owner_url, pool_size=1)
        async with db.transaction() as session:
            newest = (await rotating.begin(session, county=self.county, klass=self.klass)).generation
        await self._wait("等各个进程认得新钥匙")
        async with db.transaction() as session:
            await rotating.activate(session, county=self.county, klass=self.klass, newest=newest)
            vault = await rotating.fresh_vault(session, self.county)
        sealed = await self._seal_anew(vault)
        await self._wait("等还在写的写完")
        sealed += await self._seal_anew(vault)
        async with db.transaction() as session:
            retired = await rotating.retire(session, county=self.county, klass=self.klass)
        await db.database.close()
        await self._note(newest, sealed, retired)
        return _Done(newest, sealed, retired)

    async def _wait(self, why: str) -> None:
        if self.settle:
            typer.echo(f"{why}（{self.settle:.0f} 秒）……")
            await asyncio.sleep(self.settle)

    async def _seal_anew(self, vault: Vault) -> int:
        async with db.transaction() as session:
            await session.execute(text("SET LOCAL statement_timeout = 0"))
            total = await rotating.left(session, vault=vault, klass=self.klass)
        sealed = 0
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        with Progress(*columns, console=console) as bar:
            task = bar.add_task(self.klass.value, total=total)
            for column in columns_of(self.klass):
                batch = Batch(0, rotating.NOBODY)
                while batch.last is not None:
                    async with db.transaction() as session:
                        batch = await rotating.reseal_batch(
                            session, vault=vault, column=column, after=batch.last, most=self.batch
                        )
                    sealed += batch.sealed
                    bar.advance(task, batch.sealed)
        return sealed

    async def _note(self, newest: int, sealed: int, retired: list[int]) -> None:
        """Write down what was done, as the service itself: the owner of the tables writes no audit rows."""
        db.database.open(settings().worker_database_url, pool_size=1)
        async with db.transaction(Context(Audience.WORKER, self.county)) as session:
            actor = system(self.county)
            facts = {"class": self.klass.value, "generation": newest, "sealed": sealed, "retired": retired}
            about = About("data_key", actor.id, None)
            await audit.record(session, actor=actor, action="keys:rotate", about=about, facts=facts)


async def _generations(county: str) -> list[rotating.Generation]:
    db.database.open(settings().database_owner_url, pool_size=1)
    async with db.transaction() as session:
        await session.execute(text("SET LOCAL statement_timeout = 0"))
        return await rotating.generations(session, county=county)


async def _reindex(county: str, most: int) -> int:
    db.database.open(settings().database_owner_url, pool_size=1)
    async with db.transaction() as session:
        vault = await rotating.fresh_vault(session, county)
    count = 0
    for indexed in INDEXED_COLUMNS:
        batch = Batch(0, rotating.NOBODY)
        while batch.last is not None:
            async with db.transaction() as session:
                batch = await rotating.reindex(session, vault=vault, indexed=indexed, after=batch.last, most=most)
            count += batch.sealed
    return count


async def _rewrap(county: str, old: Path) -> int:
    before = load_keys(old)
    db.database.open(settings().database_owner_url, pool_size=1)
    async with db.transaction() as session:
        await session.execute(text("SET LOCAL statement_timeout = 0"))
        count = await rotating.rewrap(session, county=county, old=before, new=own_keys())
    await db.database.close()
    db.database.open(settings().worker_database_url, pool_size=1)
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        actor = system(county)
        about = About("data_key", actor.id, None)
        await audit.record(session, actor=actor, action="keys:rewrap", about=about, facts={"count": count})
    return count


def _told(work: Awaitable[R]) -> R:
    """Do one piece of work; a refusal is one sentence on the terminal."""
    try:
        return asyncio.run(_closing(lambda: work))
    except AppError as refused:
        typer.echo(refused.text)
    except KeyFileFault as fault:
        typer.echo(str(fault))
    except CannotOpen:
        typer.echo("有内容打不开：密钥文件不是这个库的，或者内容坏了。旧钥匙还在，没有丢东西。")
    except OSError:
        typer.echo("连不上数据库，请看 DATABASE_OWNER_URL、WORKER_DATABASE_URL 写得对不对。")
    raise typer.Exit(1)


async def _closing(work: Callable[[], Awaitable[R]]) -> R:
    try:
        return await work()
    finally:
        await db.database.close()
