"""`shouwang docs`: the pages drawn from the code itself, and a check that they are fresh."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

import app.models  # noqa: F401  importing the package declares every table
from app.domain.help_requests.steps import MOVES
from app.domain.help_requests.timeline import STATES
from app.main import create_app
from app.models.base import metadata
from app.permissions.table import GRANTS
from app.vocabulary import Role

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "docs"
REACHES = {
    "own": "本人",
    "village": "本村",
    "township": "本乡镇",
    "office": "本单位经手",
    "case": "本案",
    "county": "全县",
}


def policy() -> str:
    """Write the table of grants as a page the county can sign."""
    lines = [
        "# 谁可以做什么",
        "",
        "由 `shouwang docs` 从程序里的权限表生成，请勿手改。保密事项只有被点名的人能看。",
        "",
    ]
    roles = [role for role in Role if role is not Role.SYSTEM]
    lines += ["| 动作 | " + " | ".join(role.value for role in roles) + " |", "|" + "---|" * (len(roles) + 1)]
    for action, grants in sorted(GRANTS.items()):
        cells = [REACHES[grants[role].value] if role in grants else "" for role in roles]
        lines.append(f"| {action.value} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def life() -> str:
    """Draw the life of a request from the table of moves."""
    lines = [
        "# 一件求助的一生",
        "",
        "由 `shouwang docs` 从程序里的步骤表生成，请勿手改。",
        "",
        "```mermaid",
        "stateDiagram-v2",
    ]
    lines += [f"    {state.value} : {state.value} {words}" for state, words in STATES.items()]
    edges = {
        (state.value, to.value, step.value)
        for step, move in MOVES.items()
        for state, ways in move.ways.items()
        for to in ways
        if to is not state
    }
    lines += [f"    {state} --> {to} : {step}" for state, to, step in sorted(edges)]
    lines += ["```", "", "| 步骤 | 谁 | 从哪些状态 | 到 |", "|---|---|---|---|"]
    for step, move in MOVES.items():
        to = sorted({way.value for ways in move.ways.values() for way in ways})
        by = move.by.value if move.also is None else f"{move.by.value}、{move.also.value}"
        lines.append(f"| {step.value} | {by} | {'、'.join(state.value for state in move.ways)} | {'、'.join(to)} |")
    return "\n".join(lines) + "\n"


def tables() -> str:
    """List every table with its columns."""
    lines = ["# Tables", "", "Written by `shouwang docs` from the models; do not edit.", ""]
    for table in sorted(metadata.tables.values(), key=lambda one: one.name):
        lines += [f"## {table.name}", "", "| column | type | null |", "|---|---|---|"]
        lines += [
            f"| {column.name} | {column.type!r} | {'yes' if column.nullable else ''} |" for column in table.columns
        ]
        lines.append("")
    return "\n".join(lines)


def openapi() -> str:
    """Write openapi.json as the service answers it."""
    return orjson.dumps(create_app().openapi(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode() + "\n"


PAGES = {"policy.md": policy, "life-of-a-request.md": life, "tables.md": tables, "openapi.json": openapi}


def docs(*, check: Annotated[bool, typer.Option("--check", help="只检查是不是最新")] = False) -> None:
    """生成权限表、步骤图、数据表和接口说明；--check 只检查。"""
    stale = []
    for name, write in PAGES.items():
        path, text = FOLDER / name, write()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if check:
            stale.append(name)
        else:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale:
        typer.echo(f"docs 里的 {'、'.join(stale)} 过时了，请执行 make docs。", err=True)
        raise typer.Exit(1)
