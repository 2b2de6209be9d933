"""Her app and the desk, built from their sources: what is already built from these very files is not built again."""

import hashlib
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import fasteners
import typer
from servestatic.compress import Compressor

from launch.faults import StepFailed
from launch.node import node_environment
from launch.processes import ROOT
from launch.screen import Screen

DESCRIPTION = Path("docs/openapi.json")
LEFT_OUT = frozenset({"node_modules", "dist", "coverage", "schema.d.ts", ".building", ".dist.built"})
TAIL = 2_000


@dataclass(frozen=True, slots=True)
class Site:
    """One front end: its folder, and which `npm run …` makes which folder of it."""

    name: str
    folder: str
    script: str
    makes: str

    @property
    def path(self) -> Path:
        """Where its sources are."""
        return ROOT / self.folder

    @property
    def made(self) -> Path:
        """Where the build leaves its files."""
        return self.path / self.makes


HER_APP = Site("她的小程序网页", "miniprogram", "build:h5", "dist/build/h5")
MINI_PROGRAM = Site("微信小程序", "miniprogram", "build:mp-weixin", "dist/build/mp-weixin")
DESK = Site("工作台", "console", "build", "dist")
SERVED = (HER_APP, DESK)
CHECKS = ("lint", "type-check", "unit")


def build(sites: tuple[Site, ...] = SERVED) -> None:
    """Build what is not built from the files as they are; several processes may ask at once."""
    environment = node_environment()
    for site in sites:
        with fasteners.InterProcessLock(site.path / ".building"):
            _install(site, environment)
            _build(site, environment)


def check() -> None:
    """Lint, type-check and unit-test every front end against the API as it is described now."""
    environment = node_environment()
    for site in SERVED:
        with fasteners.InterProcessLock(site.path / ".building"):
            _install(site, environment)
            _run(site, environment, "npm", "run", "-s", "types")
            for script in CHECKS:
                _run(site, environment, "npm", "run", "-s", script)


def _install(site: Site, environment: dict[str, str]) -> None:
    stamp, want = site.path / "node_modules" / ".installed", _digest([site.path / "package-lock.json"])
    if stamp.exists() and stamp.read_text() == want:
        return
    _run(site, environment, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(want)


def _build(site: Site, environment: dict[str, str]) -> None:
    made, want = site.made, _digest([ROOT / DESCRIPTION, *_sources(site)])
    stamp = made.parent / f".{made.name}.built"
    if made.is_dir() and stamp.exists() and stamp.read_text() == want:
        return
    stamp.unlink(missing_ok=True)
    shutil.rmtree(made, ignore_errors=True)
    _run(site, environment, "npm", "run", "-s", "types")
    _run(site, environment, "npm", "run", "-s", site.script)
    if site in SERVED:
        _compress(made)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(want)


def _compress(made: Path) -> None:
    compressor = Compressor(quiet=True)
    for path in sorted(made.rglob("*")):
        if path.is_file() and compressor.should_compress(path.name):
            list(compressor.compress(str(path)))


def _run(site: Site, environment: dict[str, str], *command: str) -> None:
    done = subprocess.run(command, cwd=site.path, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr)[-TAIL:]
        raise StepFailed(f"{site.name}没有做好（{' '.join(command)}）：\n{said}", "照上面最后几行改；再执行一次。")


def _sources(site: Site) -> Iterator[Path]:
    for path in sorted(site.path.rglob("*")):
        inside = path.relative_to(site.path)
        if path.is_file() and not LEFT_OUT.intersection(inside.parts):
            yield path


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def main(what: Annotated[str, typer.Argument(help="build、check 或 mini")]) -> None:
    """Do one of the three, and say what is wrong in a way that can be mended."""
    doings: dict[str, Callable[[], None]] = {"build": build, "check": check, "mini": lambda: build((MINI_PROGRAM,))}
    try:
        doings[what]()
    except StepFailed as fault:
        Screen(total=1).failed(fault)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    typer.run(main)
