"""The data folder of one copy: checked, locked for as long as we run, with its logs beside it."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launch.faults import StepFailed
from launch.processes import keep_log_small
from launch.programs import Account, may_search, private_parent

LOGS = ("postgres", "setup", "api", "worker")


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where everything of one copy is kept."""

    path: Path

    @property
    def cluster(self) -> Path:
        """The database's own folder."""
        return self.path / "postgres"

    def log(self, name: str) -> Path:
        """The log of one program."""
        return self.path / "logs" / f"{name}.log"


def prepare(path: Path, account: Account) -> DataFolder:
    """Make the folder where it is missing; StepFailed when the database's account could not get into it."""
    path = path.expanduser().resolve()
    closed = private_parent(path, account)
    if closed is not None:
        raise StepFailed(
            f"数据文件夹 {path} 在私人文件夹 {closed} 里面，数据库用户 {account.name} 进不去。",
            "请换一个地方，例如 make run DATA=/var/lib/shouwang；我们不会替您放开别人文件夹的权限。",
        )
    try:
        (path / "logs").mkdir(parents=True, exist_ok=True)
        if not may_search(path.stat(), account):
            path.chmod(0o711)  # the folder itself is ours to hold the data; what is secret in it is closed by itself
        (path / "logs").chmod(0o700)
    except OSError as fault:
        raise StepFailed(
            f"数据文件夹 {path} 用不了：{fault.strerror}。", "请换一个可写的地方，例如 make run DATA=/tmp/shouwang。"
        ) from None
    folder = DataFolder(path)
    for name in LOGS:
        keep_log_small(folder.log(name))
    return folder


@contextmanager
def sole_use(folder: DataFolder) -> Iterator[None]:
    """Hold the folder for this process; StepFailed when another copy has it. The lock dies with its holder."""
    with (folder.path / "lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            if fault.errno not in {errno.EAGAIN, errno.EACCES}:
                raise
            lock.seek(0)
            raise StepFailed(
                f"数据文件夹 {folder.path} 正被另一个 make run 使用（进程 {lock.read().strip() or '未知'}）。",
                "请先在那边按 Ctrl-C；要同时开两份，就换文件夹和端口：make run PORT=8123 DATA=/tmp/shouwang-2。",
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
