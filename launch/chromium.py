"""Chromium for the browser tests: the machine's own, else Debian's package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from launch.faults import StepFailed
from launch.screen import Screen

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")


def chromium() -> Path:
    """Give the browser's program; install it where we may, else say how."""
    found = _found()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
        found = _found()
    if found is None:
        raise StepFailed("没有找到 Chromium。", f"sudo apt-get install {' '.join(PACKAGES)}")
    return found


def _found() -> Path | None:
    return next((Path(path) for name in NAMES if (path := shutil.which(name))), None)


def _install() -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(["apt-get", *command], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise StepFailed(f"Chromium 没有装上：\n{done.stderr[-600:]}", "检查网络后再执行一次。")


if __name__ == "__main__":
    try:
        chromium()
    except StepFailed as fault:
        Screen(total=1).failed(fault)
        sys.exit(1)
