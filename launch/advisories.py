"""`make audit`: known weaknesses of what we depend on. An audit that looked nothing up is no audit, and fails."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from launch.processes import ROOT


@dataclass(frozen=True, slots=True)
class Audited:
    """How many packages were looked up, how many could not be, and what was found."""

    looked_up: int
    skipped: int
    found: tuple[str, ...]


def read(report: dict[str, Any]) -> Audited:
    """Read pip-audit's report."""
    every = report.get("dependencies", [])
    skipped = [one for one in every if "skip_reason" in one]
    found = tuple(
        f"{one['name']} {one['version']}: {weakness['id']}"
        + (f", mended in {', '.join(weakness['fix_versions'])}" if weakness.get("fix_versions") else ", not mended yet")
        for one in every
        for weakness in one.get("vulns", [])
    )
    return Audited(len(every) - len(skipped), len(skipped), found)


def judge(audited: Audited) -> list[str]:
    """Say what is wrong, nothing when every package was looked up and none is known to be weak."""
    if audited.looked_up == 0:
        return ["查了 0 个依赖：这台机器连的软件源没有安全公告数据，这次检查不算数。请在能访问公告服务的机器上再做。"]
    wrong = [f"有 {audited.skipped} 个依赖没有查到公告数据，不能算查过。"] if audited.skipped else []
    return wrong + [f"已知有漏洞：{one}" for one in audited.found]


def main() -> int:
    """Run pip-audit over the pinned requirements and judge its report."""
    command = [sys.executable, "-m", "pip_audit", "-r", "requirements.txt", "--disable-pip", "--require-hashes"]
    ran = subprocess.run(
        [*command, "--format", "json", "--progress-spinner", "off"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        report = json.loads(ran.stdout)
    except ValueError:
        print("pip-audit 没有给出报告：\n" + ran.stderr[-2000:])
        return 1
    audited = read(report)
    wrong = judge(audited)
    print(f"查了 {audited.looked_up} 个依赖，没有查到 {audited.skipped} 个。")
    for one in wrong:
        print(one)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
