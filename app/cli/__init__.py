"""The operator's commands; `shouwang --help` lists them."""

import typer

from app.cli import audit, county, database, demo, docs, evidence, keys, lessons, retention, wechat

app = typer.Typer(no_args_is_help=True, add_completion=False, help="守望的运维命令。")
app.add_typer(database.app, name="db", help="数据库：角色与迁移。")
app.add_typer(audit.app, name="audit", help="审计：核对记录有没有被改过。")
app.add_typer(county.app, name="county", help="区县：检查、装入、退回。")
app.add_typer(keys.app, name="keys", help="数据密钥：列出、更换、重做索引。")
app.add_typer(lessons.app, name="lessons", help="微课堂：让机器朗读。")
app.add_typer(wechat.app, name="wechat", help="小程序：核对设置，查一次调用。")
app.add_typer(evidence.app, name="evidence", help="求助记录：核对她导出的证据文件。")
app.command("retention")(retention.retention)
app.command("demo")(demo.demo)
app.command("docs")(docs.docs)


def main() -> None:
    """Run a command; every refusal is one sentence on the terminal."""
    app()
