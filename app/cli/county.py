"""`shouwang county`: check a county's folder, load it, take it back."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.domain.catalogue import commands
from app.domain.catalogue.folder import Folder
from app.domain.catalogue.matrix import matrix
from app.domain.catalogue.reading import read_folder
from app.domain.governance import settings as governance
from app.domain.lessons import loading
from app.domain.lessons.folder import LessonsRead, misplaced, read_lessons, unconfirmed
from app.errors import AppError
from app.permissions.actors import system
from app.settings import settings

app = typer.Typer(no_args_is_help=True)
console = Console(highlight=False)
SHOWN_GAPS = 10
R = TypeVar("R")
FolderPath = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="区县文件夹，例如 counties/500230")]


def _read(path: Path) -> tuple[Folder, list[str], LessonsRead]:
    reading, lessons = read_folder(path), read_lessons(path)
    offices = [one.code for one in reading.folder.departments] if reading.folder else []
    faults = [*reading.faults, *lessons.faults, *(misplaced(lessons, offices) if offices else ())]
    for fault in faults:
        typer.echo(str(fault))
    if reading.folder is None or faults:
        typer.echo(f"共 {len(faults)} 处要改，什么都没有装入。")
        raise typer.Exit(1)
    return reading.folder, [*reading.warnings, *unconfirmed(lessons)], lessons


@app.command("check")
def check(path: FolderPath) -> None:
    """检查文件夹：逐条措施有没有服务、单位在不在、名称和日期对不对，并列出条款与服务对照。"""
    folder, warnings, lessons = _read(path)
    table = Table(title=f"{folder.name}：条款与服务对照")
    for title in ("条", "标题", "服务", "软件不办的措施"):
        table.add_column(title, overflow="fold")
    for number, title, names, left in matrix(folder):
        table.add_row(str(number), title, "、".join(names) or "（见理由）", str(left))
    console.print(table)
    for warning in warnings:
        typer.echo(f"待确认　{warning}")
    typer.echo(asyncio.run(_contacts(folder)))
    served = f"{len(folder.services)} 项服务，{len(folder.measures)} 条措施"
    typer.echo(f"通过：{served}，{len(folder.departments)} 个单位，{len(lessons.lessons)} 节微课。")


async def _contacts(folder: Folder) -> str:
    """Say how many services have nobody in a township, where the county's database can be asked."""
    if "DATABASE_OWNER_URL" not in os.environ:
        return "联系人：没有连数据库，没有核对。"
    try:
        gaps = await _as_owner(partial(governance.gaps, actor=system(folder.code)))
    except (OSError, SQLAlchemyError, AppError):
        return "联系人：数据库里还没有这个区县，没有核对。"
    shown = "、".join(f"{one['township_name']}·{one['service_name']}" for one in gaps[:SHOWN_GAPS])
    return f"联系人：{len(gaps)} 处没有人{'：' + shown if gaps else ''}{' ……' if len(gaps) > SHOWN_GAPS else ''}"


@app.command("load")
def load(
    path: FolderPath,
    valid_from: Annotated[datetime | None, typer.Option("--from", help="从哪天起生效", formats=["%Y-%m-%d"])] = None,
) -> None:
    """装入文件夹；内容没变就不动，变了就成为新的一版，办理中的事仍按原来那版。"""
    folder, warnings, lessons = _read(path)
    start = valid_from.replace(tzinfo=clock.COUNTY_ZONE) if valid_from else None
    number, new = _told(partial(commands.load, folder=folder, valid_from=start))
    taken = _told(partial(loading.load, county=folder.code, read=lessons))
    kept = f"；本县自己改过的没有动：{'、'.join(taken.own)}" if taken.own else ""
    typer.echo(f"微课堂：装入 {taken.new} 节，撤下 {taken.gone} 节{kept}。")
    typer.echo(f"{folder.name}：{'装入了' if new else '内容没变，还是'}第 {number} 版，{len(warnings)} 处待确认。")


@app.command("roll-back")
def roll_back(code: Annotated[str, typer.Argument(help="区县代码，例如 500230")]) -> None:
    """退回上一版；还没生效的一版直接撤掉。"""
    number = _told(partial(commands.roll_back, county=code))
    typer.echo(f"现在是第 {number} 版。")


def _told(work: Callable[[AsyncSession], Awaitable[R]]) -> R:
    """Do one piece of work as the owner of the tables; a refusal is one sentence on the terminal."""
    try:
        return asyncio.run(_as_owner(work))
    except AppError as refused:
        typer.echo(refused.text)
        raise typer.Exit(1) from None
    except OSError:
        typer.echo("连不上数据库，请看 DATABASE_OWNER_URL 写得对不对、数据库开着没有。")
        raise typer.Exit(1) from None


async def _as_owner(work: Callable[[AsyncSession], Awaitable[R]]) -> R:
    db.database.open(settings().database_owner_url, pool_size=1)
    try:
        async with db.transaction() as session:
            return await work(session)
    finally:
        await db.database.close()
