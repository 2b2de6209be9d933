"""`shouwang evidence`: check a record somebody hands over."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import db
from app.domain.proof import checking
from app.domain.proof.checking import Looked
from app.settings import settings

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """求助记录（证据）。"""


@app.command("verify")
def verify(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="她导出的 zip 文件")],
) -> None:
    """重算每个文件的 SHA-256 和 SM3，再和审计记录核对；有一处对不上就以 1 退出。"""
    looked = checking.look(path.read_bytes())
    faults = list(looked.faults)
    checked = False
    if looked.digests and "DATABASE_OWNER_URL" in os.environ:
        found = asyncio.run(_compared(looked))
        checked = found is not None
        faults += found or []
    for fault in faults:
        typer.echo(fault)
    if looked.digests:
        typer.echo(f"编号 {looked.number}　清单 SHA-256 {looked.digests['sha256']}")
        typer.echo(f"　　　　　　　　清单 SM3 {looked.digests['sm3']}")
    where = "文件和审计记录都核对了" if checked else "只核对了文件本身，没有连上数据库"
    typer.echo(f"{where}：{'一致。' if not faults else f'共 {len(faults)} 处对不上。'}")
    raise typer.Exit(1 if faults else 0)


async def _compared(looked: Looked) -> list[str] | None:
    db.database.open(settings().database_owner_url, pool_size=1)
    try:
        async with db.transaction() as session:
            await session.execute(text("SET LOCAL statement_timeout = 0"))
            return await checking.compare(session, looked)
    except (OSError, SQLAlchemyError):
        return None
    finally:
        await db.database.close()
