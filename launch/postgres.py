"""One embedded PostgreSQL: make its cluster, start it on a free loopback port, stop it without losing anything."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launch.faults import StepFailed
from launch.processes import dies_with_us, end, log_tail
from launch.programs import CLEAN_ENVIRONMENT, Account

HOST = "127.0.0.1"
SUPERUSER = "postgres"
READY_SECONDS = 60.0
STOP_SECONDS = 30.0
TRIES = 5
STATUS_LINE = 7  # of postmaster.pid: "ready" once connections are taken
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A failing statement may carry somebody's words: the log keeps the error, never the statement.
    "log_min_error_statement": "panic",
    "log_statement": "none",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A data folder, the account that owns it, the programs that serve it and the log they write."""

    folder: Path
    account: Account
    programs: Path
    log: Path


@dataclass(frozen=True, slots=True)
class Running:
    """A started server."""

    cluster: Cluster
    process: subprocess.Popen[bytes]
    port: int

    def url(self, user: str, password: str, database: str, driver: str = "postgresql") -> str:
        """The address of one database for one role; passwords made here need no quoting."""
        return f"{driver}://{user}:{password}@{HOST}:{self.port}/{database}"


def exists(folder: Path) -> bool:
    """Tell whether a finished cluster is there."""
    return (folder / "PG_VERSION").exists()


def make_cluster(cluster: Cluster, password: str, *, sync: bool = True) -> None:
    """Make the cluster with checksums and passwords from its first moment: nobody is ever trusted by address."""
    new = cluster.folder.with_name(cluster.folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    cluster.account.give(new)
    password_file = _password_file(cluster, password)
    try:
        done = subprocess.run(
            [
                str(cluster.programs / "initdb"),
                f"--pgdata={new}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions",
                *([] if sync else ["--no-sync"]),
            ],
            env=CLEAN_ENVIRONMENT,
            cwd="/",
            capture_output=True,
            check=False,
            **cluster.account.popen(),
        )
    finally:
        password_file.unlink()
    if done.returncode:
        raise StepFailed(
            "数据库建不起来：" + _last_line(done.stderr), "看看磁盘是否已满、文件夹是否可写，然后再试一次。"
        )
    new.rename(cluster.folder)


def start(cluster: Cluster, extra: Mapping[str, str] | None = None) -> Running:
    """Start the server on a free port of this machine and wait until it takes connections."""
    end_leftover(cluster.folder)
    for _ in range(TRIES):
        running = _spawn(cluster, free_port(), SETTINGS | dict(extra or {}))
        try:
            if _became_ready(running):
                return running
        except BaseException:
            stop(running)
            raise
        if not _worth_another_try(cluster.log):
            break
        time.sleep(1)
    raise StepFailed("数据库没有启动：\n" + log_tail(cluster.log), f"完整记录在 {cluster.log}。")


def stop(running: Running) -> None:
    """Stop the server: fast and clean, and only after half a minute without a clean end at once."""
    end(running.process, (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL), STOP_SECONDS)


def end_leftover(folder: Path) -> None:
    """End a server that outlived its launcher; drop a pid file whose number now belongs to some other program.

    The caller holds the data folder's lock, so nobody is using that server.
    """
    pid = _recorded_pid(folder)
    if pid is None or not Path(f"/proc/{pid}").exists():
        return
    if not _serves(pid, folder):
        (folder / "postmaster.pid").unlink(missing_ok=True)
        return
    for number in (signal.SIGINT, signal.SIGQUIT):
        os.kill(pid, number)
        if _gone(pid, STOP_SECONDS):
            return
    raise StepFailed(f"上一次留下的数据库进程（{pid}）停不下来。", f"请执行 kill -9 {pid}，再试一次。")


def free_port() -> int:
    """A loopback port nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _spawn(cluster: Cluster, port: int, settings: Mapping[str, str]) -> Running:
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [str(cluster.programs / "postgres"), "-D", str(cluster.folder), "-c", f"port={port}", *options]
    with cluster.log.open("ab") as log:
        process = subprocess.Popen(
            dies_with_us(command, "INT"),
            env=CLEAN_ENVIRONMENT,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C in the terminal is ours to pass on, after API and worker have ended
            **cluster.account.popen(),
        )
    return Running(cluster, process, port)


def _became_ready(running: Running) -> bool:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if running.process.poll() is not None:
            return False
        if _status(running.cluster.folder, running.process.pid) == "ready":
            return True
        time.sleep(0.02)
    stop(running)
    return False


def _status(folder: Path, pid: int) -> str:
    try:
        lines = (folder / "postmaster.pid").read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return ""
    return lines[STATUS_LINE].strip() if len(lines) > STATUS_LINE and lines[0] == str(pid) else ""


def _worth_another_try(log: Path) -> bool:
    """The port was taken between our look and the start, or the last owner's children are still ending."""
    tail = log_tail(log)
    return "Address already in use" in tail or "pre-existing shared memory block" in tail


def _recorded_pid(folder: Path) -> int | None:
    try:
        return int((folder / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _serves(pid: int, folder: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return Path(os.fsdecode(words[0])).name == "postgres" and os.fsencode(folder) in words


def _gone(pid: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.05)
    return False


def _password_file(cluster: Cluster, password: str) -> Path:
    path = cluster.folder.with_name(".password")
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(password + "\n")
    cluster.account.give(path)
    return path


def _last_line(output: bytes) -> str:
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "没有说明原因"
