"""`shouwang lessons`: let the machine read the folder's lessons aloud, into files that ship with the county."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from app.domain.lessons import checks
from app.domain.lessons.folder import FOLDER, MOST_SOUND_BYTES, SOUNDS, FolderLesson, read_lessons
from app.media.cleaning import speak_apart

app = typer.Typer(no_args_is_help=True)
HEAD = "# 机器朗读（espeak-ng，普通话）。由 shouwang lessons voice 生成，文字改了要重新生成。\n"


@app.callback()
def lessons() -> None:
    """微课堂。"""


@app.command("voice")
def voice(
    path: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="区县文件夹，例如 counties/500230")],
    codes: Annotated[list[str], typer.Argument(help="哪几节课；其余的由服务器第一次用到时朗读")],
) -> None:
    """让机器把几节课读出来，存成随文件夹发布的声音（每个不超过 300 KB）。"""
    known = {one.code: one for one in read_lessons(path).lessons}
    missing = [code for code in codes if code not in known]
    if missing:
        typer.echo(f"没有这节课：{'、'.join(missing)}")
        raise typer.Exit(1)
    tables = [asyncio.run(_read(path / FOLDER, known[code])) for code in sorted(codes)]
    (path / FOLDER / SOUNDS).write_text(HEAD + "".join(tables), encoding="utf-8")


async def _read(folder: Path, lesson: FolderLesson) -> str:
    words = checks.spoken(lesson)
    made = await speak_apart(words)
    if len(made.data) > MOST_SOUND_BYTES:
        typer.echo(f"{lesson.code}：{len(made.data)} 字节，超过 300 KB，没有存。")
        raise typer.Exit(1)
    (folder / f"{lesson.code}.m4a").write_bytes(made.data)
    typer.echo(f"{lesson.code}：{made.seconds} 秒，{len(made.data)} 字节。")
    told = {"source": checks.source_of(words), "sha256": made.sha256}
    return f"\n[{lesson.code}]\n" + "".join(f'{key} = "{value}"\n' for key, value in told.items())
