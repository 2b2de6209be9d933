"""What the person at the terminal sees: a line per step, a spinner while it lasts, and how to go on."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from launch.faults import StepFailed

SHOWN_ROWS = 12
ACCOUNT_COLUMNS = {
    "title": "称呼",
    "office": "单位",
    "login_name": "登录名",
    "phone": "手机号",
    "otp_now": "此刻的动态码",
}


@dataclass(slots=True)
class Screen:
    """Numbers the steps as they come."""

    total: int
    console: Console = field(default_factory=lambda: Console(highlight=False))
    number: int = 0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show that a step runs, then how long it took."""
        self.number += 1
        label = f"[{self.number}/{self.total}] {title}"
        begun = time.monotonic()
        try:
            with self.console.status(escape(label) + " ……"):
                yield
        except BaseException:
            self.console.print(f"[red]✗[/red] {escape(label)}")
            raise
        self.console.print(f"[green]✓[/green] {escape(label)}（{time.monotonic() - begun:.1f} 秒）")

    def skipped(self, title: str) -> None:
        """Show that a step was done on an earlier day."""
        self.number += 1
        self.console.print(f"[green]✓[/green] {escape(f'[{self.number}/{self.total}] {title}')}（已经做过）")

    def say(self, text: str) -> None:
        """Show a line."""
        self.console.print(escape(text))

    def failed(self, fault: StepFailed) -> None:
        """Show what went wrong and what to do."""
        self.console.print(f"[red]没有启动成功：[/red]{escape(fault.sentence)}")
        if fault.advice:
            self.console.print(f"[bold]怎么办：[/bold]{escape(fault.advice)}")

    def accounts(self, answer: object) -> None:
        """Show one demo account of each role; the address gives all of them."""
        rows = one_of_each_role(account_rows(answer))[:SHOWN_ROWS]
        columns = [name for name in ACCOUNT_COLUMNS if any(row.get(name) for row in rows)]
        table = Table(title="演示账号（人是编造的；每种身份一个，全部见 /v1/demo/accounts）", title_justify="left")
        for name in columns:
            table.add_column(ACCOUNT_COLUMNS[name], overflow="fold", no_wrap=name == "login_name")  # to be copied whole
        for row in rows:
            table.add_row(*(escape(str(row.get(name) or "")) for name in columns))
        if columns:
            self.console.print(table)
        for word in sorted({str(row["password"]) for row in rows if row.get("password")}):
            self.say(f"工作人员的密码都是 {word}；妇女用手机号或微信登录码。")


def account_rows(answer: object) -> list[Mapping[str, Any]]:
    """The accounts in the service's answer: a list, or lists under any names."""
    lists: Sequence[object] = list(answer.values()) if isinstance(answer, dict) else [answer]
    return [row for rows in lists if isinstance(rows, list) for row in rows if isinstance(row, dict)]


def one_of_each_role(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The first account of each role, in order; rows that name no role count as one role."""
    first: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        first.setdefault(str(row.get("role", "")), row)
    return list(first.values())
