"""Asking the service we started how it is."""

import errno
import http.client
import json
import socket
import time

from launch.faults import StepFailed
from launch.postgres import HOST
from launch.processes import Watched, ending, log_tail

READY_SECONDS = 90.0
OK = 200


def refuse_taken_port(port: int) -> None:
    """StepFailed when the port is taken or may not be used."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a copy that ended just now is no obstacle
        try:
            probe.bind((HOST, port))
        except OSError as fault:
            why = "已被别的程序占用" if fault.errno == errno.EADDRINUSE else f"用不了（{fault.strerror}）"
            raise StepFailed(f"端口 {port} {why}。", f"请换一个端口，例如 make run PORT={port + 1}。") from None


def wait_until_ready(api: Watched, port: int) -> None:
    """Wait until the service says it is ready; StepFailed when it ends first or takes too long."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if api.process.poll() is not None:
            raise StepFailed(
                f"接口服务没有启动（{ending(api.process)}）：\n{log_tail(api.program.log)}",
                f"完整记录在 {api.program.log}。",
            )
        if answer(port, "/readyz")[0] == OK:
            return
        time.sleep(0.1)
    raise StepFailed(
        f"接口服务 {READY_SECONDS:.0f} 秒还没有准备好：\n{log_tail(api.program.log)}", "请稍后再执行一次 make run。"
    )


def accounts(port: int) -> object:
    """Who one can sign in as; nothing, when the service does not tell."""
    status, body = answer(port, "/v1/demo/accounts")
    try:
        return json.loads(body) if status == OK else []
    except ValueError:
        return []


def answer(port: int, path: str) -> tuple[int, bytes]:
    """Status and body of a GET on our own port, without any proxy; status 0 when nothing answers yet."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()
