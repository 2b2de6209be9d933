"""`shouwang db`: make the roles, migrate the tables."""

import os
from pathlib import Path

import typer
from alembic import command
from alembic.config import Config
from sqlalchemy import make_url

from app.cli import roles

app = typer.Typer(no_args_is_help=True)
ROOT = Path(__file__).resolve().parent.parent.parent


@app.command("roles")
def make_roles() -> None:
    """建立数据库和全部角色（可重复执行；需要 DATABASE_SUPERUSER_URL）。"""
    superuser = os.environ.get("DATABASE_SUPERUSER_URL", "")
    if not superuser:
        typer.echo("请设置 DATABASE_SUPERUSER_URL（能建角色的账号的地址）。", err=True)
        raise typer.Exit(2)
    owner, api, worker = roles.logins_from_environment()
    roles.make_roles(superuser, owner, api, worker)
    name = make_url(os.environ["DATABASE_OWNER_URL"]).database or "shouwang"
    roles.make_database(superuser, name, owner.name)
    typer.echo("角色和数据库已就绪。")


@app.command("migrate")
def migrate(revision: str = "head") -> None:
    """用表的所有者身份把数据表升级到最新。"""
    settings = Config(str(ROOT / "alembic.ini"))
    settings.set_main_option("script_location", str(ROOT / "alembic"))
    command.upgrade(settings, revision)
    typer.echo("数据表已是最新。")
