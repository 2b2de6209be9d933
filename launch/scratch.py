"""A throw-away PostgreSQL for tests: fast because nothing in it has to survive a power cut."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launch import postgres
from launch.faults import StepFailed
from launch.programs import private_parent, programs, server_account

FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "256MB",
    "max_connections": "200",
}


@dataclass(frozen=True, slots=True)
class Scratch:
    """Where the throw-away server listens and its superuser's password."""

    host: str
    port: int
    password: str

    @property
    def superuser_url(self) -> str:
        """The superuser's address, without a driver."""
        return f"postgresql://{postgres.SUPERUSER}:{self.password}@{self.host}:{self.port}/postgres"


@contextmanager
def scratch_server() -> Iterator[Scratch]:
    """Give a running empty server; its data is gone when the block ends."""
    account = server_account()
    folder = Path(tempfile.mkdtemp(prefix="shouwang-scratch-", dir=_reachable_temporary_folder()))
    try:
        folder.chmod(0o711)
        password = secrets.token_hex(16)
        cluster = postgres.Cluster(folder / "data", account, programs(account, folder / "programs"), folder / "log")
        postgres.make_cluster(cluster, password, sync=False)
        running = postgres.start(cluster, FORGETFUL)
        try:
            yield Scratch(postgres.HOST, running.port, password)
        finally:
            postgres.stop(running)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reachable_temporary_folder() -> Path:
    account = server_account()
    for candidate in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp")):  # noqa: S108  mkdtemp makes the folder
        folder = Path(candidate)
        if folder.is_dir() and private_parent(folder / "inside", account) is None:
            return folder
    raise StepFailed("没有数据库用户能进入的临时文件夹。", "请把 TMPDIR 设为所有人都能进入的文件夹，例如 /tmp。")
