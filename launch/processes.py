"""The processes we start: begun so that they end with us, watched, begun again when they die."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launch.faults import StepFailed

ROOT = Path(__file__).resolve().parent.parent
LOG_TAIL = 12
LOG_LIMIT = 10_000_000
END_SECONDS = 15.0
STEADY_SECONDS = 60.0
QUICK_DEATHS = 5
LONGEST_PAUSE = 30.0


@dataclass(frozen=True, slots=True)
class Program:
    """A Python module we run: its Chinese name, what to run, with which environment, and where it writes."""

    title: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    log: Path


@dataclass(slots=True)
class Watched:
    """A program that is kept running, and how often it has died shortly after its start."""

    program: Program
    process: subprocess.Popen[bytes]
    begun: float
    quick_deaths: int = 0
    not_before: float = 0.0


def dies_with_us(command: list[str], signal_name: str) -> list[str]:
    """The command, so wrapped that it gets the signal when this process is killed without a chance to tidy up.

    Linux ties that to the thread that starts the program: call it from a thread that stays.
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", signal_name, "--", *command] if setpriv else command


def begin(program: Program) -> Watched:
    """Start a program in a session of its own, so that Ctrl-C reaches it through us only."""
    with program.log.open("ab") as log:
        process = subprocess.Popen(
            dies_with_us([sys.executable, "-m", *program.arguments], "TERM"),
            env=dict(program.environment),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    return Watched(program, process, time.monotonic())


def run(program: Program) -> None:
    """Run a program to its end; StepFailed shows what it wrote last."""
    with program.log.open("ab") as log:
        before = log.tell()
        done = subprocess.run(
            [sys.executable, "-m", *program.arguments],
            env=dict(program.environment),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
        )
    if done.returncode:
        raise StepFailed(
            f"“{program.title}”没有做成：\n{log_tail(program.log, since=before)}",
            f"改正上面说的问题后再执行一次，会从这一步接着做。完整记录在 {program.log}。",
        )


def end_all(watched: Sequence[Watched]) -> None:
    """Ask all of them to end, then wait for each; those that do not listen are killed."""
    for one in watched:
        if one.process.poll() is None:
            one.process.terminate()
    for one in watched:
        end(one.process, (signal.SIGTERM, signal.SIGKILL), END_SECONDS)


def end(process: subprocess.Popen[bytes], signals: Sequence[signal.Signals], seconds: float) -> None:
    """End one of our own processes, each signal being given its time."""
    for number in signals:
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue


def revive(watched: Watched, say: Callable[[str], None]) -> None:
    """Start a dead program again, later each time; StepFailed when it dies right after its start over and over."""
    if watched.process.poll() is None:
        return
    now = time.monotonic()
    if not watched.not_before:
        _note_death(watched, now, say)
    elif now >= watched.not_before:
        again = begin(watched.program)
        watched.process, watched.begun, watched.not_before = again.process, again.begun, 0.0
        say(f"{watched.program.title}已重新启动。")


def _note_death(watched: Watched, now: float, say: Callable[[str], None]) -> None:
    program = watched.program
    watched.quick_deaths = watched.quick_deaths + 1 if now - watched.begun < STEADY_SECONDS else 1
    say(f"{program.title}停了（{ending(watched.process)}），最后的记录：\n{log_tail(program.log)}")
    if watched.quick_deaths >= QUICK_DEATHS:
        raise StepFailed(f"{program.title}反复停止，不再重启。", f"完整记录在 {program.log}。")
    watched.not_before = now + min(2.0 ** (watched.quick_deaths - 1), LONGEST_PAUSE)


def ending(process: subprocess.Popen[bytes]) -> str:
    """How a process ended, in words."""
    code = process.returncode
    return f"收到信号 {signal.Signals(-code).name}" if code < 0 else f"返回码 {code}"


def log_tail(log: Path, lines: int = LOG_TAIL, since: int = 0) -> str:
    """The last lines of a log, from a byte position on, for a person to read."""
    if not log.exists():
        return "（没有记录）"
    text = log.read_bytes()[since:].decode("utf-8", "replace")
    return "\n".join(text.splitlines()[-lines:]) or "（没有记录）"


def keep_log_small(log: Path) -> None:
    """Put a log that has grown large aside as `.1`; the one before that goes."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(log.name + ".1"))
