"""`make run`: one command from a bare machine to a running service with invented people."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from launch import pages, postgres
from launch.database import Urls, embedded_urls, given_urls, identity, refuse_old_server
from launch.environment import Environments, demo_settings, environments, write_environment_file
from launch.faults import StepFailed
from launch.folder import DataFolder, prepare, sole_use
from launch.processes import Program, Watched, begin, end_all, ending, log_tail, revive, run
from launch.programs import ourselves, programs, server_account
from launch.screen import Screen
from launch.secrets import Secrets, ensure_key_files, ensure_secrets
from launch.service import accounts, refuse_taken_port, wait_until_ready
from launch.steps import ROLES, STEPS, Ledger, Step

GLANCE_SECONDS = 0.5
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(
    port: Annotated[int, typer.Option(min=1, max=65535, help="本机端口")] = 8000,
    data: Annotated[Path, typer.Option(help="数据文件夹")] = Path(".data"),
) -> None:
    """Start everything, watch it until Ctrl-C, stop it cleanly."""
    for number in ENDINGS:
        signal.signal(number, _stop_once)
    screen = Screen(total=len(STEPS) + 3)
    try:
        with ExitStack() as things:
            _serve(things, screen, port, data)
    except StepFailed as fault:
        screen.failed(fault)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        screen.say("已停止，数据都留着；再执行一次 make run 就接着用。")


def _serve(things: ExitStack, screen: Screen, port: int, data: Path) -> None:
    begun = time.monotonic()
    refuse_taken_port(port)
    urls = given_urls(os.environ)
    account = server_account(data / "postgres") if urls is None else ourselves()
    folder = prepare(data, account)
    things.enter_context(sole_use(folder))
    has_data = postgres.exists(folder.cluster)
    secrets = ensure_secrets(folder.path, has_data=has_data)
    files = ensure_key_files(folder.path, has_data=has_data)
    building = things.enter_context(ThreadPoolExecutor(1)).submit(pages.build)  # beside the database, which is slow too
    server = None
    if urls is None:
        with screen.step("启动内置的 PostgreSQL"):
            cluster = postgres.Cluster(
                folder.cluster, account, programs(account, folder.path / "programs"), folder.log("postgres")
            )
            server = _start_database(things, cluster, secrets)
            urls = embedded_urls(server, secrets)
    else:
        with screen.step("检查给定的 PostgreSQL"):
            refuse_old_server(urls)
    told = environments(urls, demo_settings(secrets, files, port))
    write_environment_file(folder.path / "environment.sh", told.commands)
    _do_due_steps(screen, folder, urls, told)
    with screen.step("编好她的网页和工作台"):
        building.result()
    with screen.step("启动接口服务和后台进程"):
        watched = _start_service(things, folder, told, port)
    _greet(screen, folder, port, time.monotonic() - begun)
    _watch(screen, watched, server)


def _start_database(things: ExitStack, cluster: postgres.Cluster, secrets: Secrets) -> postgres.Running:
    if not postgres.exists(cluster.folder):
        postgres.make_cluster(cluster, secrets.superuser)
    server = postgres.start(cluster)
    things.callback(postgres.stop, server)
    return server


def _do_due_steps(screen: Screen, folder: DataFolder, urls: Urls, told: Environments) -> None:
    """Do what was never done for this very database, or whose files have changed since."""
    path = folder.path / "steps.json"
    ledger = Ledger.read(path, identity(urls))
    for step in STEPS:
        if not ledger.is_due(step):
            screen.skipped(step.title)
            continue
        with screen.step(step.title):
            _do(step, folder, told, superuser=urls.superuser is not None)
        ledger = Ledger.read(path, identity(urls)) if step is ROLES else ledger
        ledger.note(step)


def _do(step: Step, folder: DataFolder, told: Environments, *, superuser: bool) -> None:
    if step is ROLES and not superuser:
        return  # on the operator's own server the roles are made by whoever administers it
    environment = told.roles if step is ROLES else told.commands
    run(Program(step.title, ("app.cli", *step.command), environment, folder.log("setup")))


def _start_service(things: ExitStack, folder: DataFolder, told: Environments, port: int) -> list[Watched]:
    serve = ("uvicorn", "app.main:create_app", "--factory", "--host", postgres.HOST, "--port", str(port))
    quiet = ("--no-access-log", "--no-server-header", "--timeout-graceful-shutdown", "5")
    watched: list[Watched] = []
    things.callback(end_all, watched)
    watched.append(begin(Program("接口服务", (*serve, *quiet), told.api, folder.log("api"))))
    wait_until_ready(watched[0], port)  # the stand-ins the worker asks at its start are served by the API
    watched.append(begin(Program("后台进程", ("app.worker",), told.worker, folder.log("worker"))))
    return watched


def _greet(screen: Screen, folder: DataFolder, port: int, seconds: float) -> None:
    address = f"http://{postgres.HOST}:{port}"
    screen.accounts(accounts(port))
    screen.say(f"守望已启动，用了 {seconds:.1f} 秒。")
    screen.say(f"  她的网页  {address}/（用手机大小的窗口看）")
    screen.say(f"  工作台    {address}/console/")
    screen.say(f"  接口      {address}/v1/services")
    screen.say(f"  接口文档  {address}/docs")
    screen.say(f"  数据      {folder.path}（记录在其中的 logs 文件夹）")
    screen.say(f"  运维命令  . {folder.path}/environment.sh && .venv/bin/shouwang --help")
    screen.say("按 Ctrl-C 停止。")


def _watch(screen: Screen, watched: list[Watched], server: postgres.Running | None) -> None:
    while True:
        time.sleep(GLANCE_SECONDS)
        if server is not None and server.process.poll() is not None:
            raise StepFailed(
                f"数据库停了（{ending(server.process)}），最后的记录：\n{log_tail(server.cluster.log)}",
                "数据还在；再执行一次 make run 会自己恢复。",
            )
        for one in watched:
            revive(one, screen.say)


def _stop_once(_number: int, _frame: FrameType | None) -> None:
    """The first request to stop unwinds everything in order; more of them change nothing."""
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    typer.run(main)
