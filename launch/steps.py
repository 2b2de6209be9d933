"""What must be done once before the service can start, and how we know that it is done already."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launch.processes import ROOT


@dataclass(frozen=True, slots=True)
class Step:
    """One command; it is due again when a file it reads has changed. Without files it is done once and for all."""

    name: str
    title: str
    command: tuple[str, ...]
    reads: tuple[str, ...] = ()


ROLES = Step("roles", "建立数据库和角色", ("db", "roles"), ("app/cli",))
MIGRATE = Step("migrate", "建立数据表", ("db", "migrate"), ("alembic",))
COUNTY = Step("county", "装入丰都县的政策、服务和区划", ("county", "load", "counties/500230"), ("counties/500230",))
DEMO = Step("demo", "编造演示用的人和求助", ("demo",))
STEPS = (ROLES, MIGRATE, COUNTY, DEMO)


@dataclass(slots=True)
class Ledger:
    """Which steps are done for which database; kept in one file beside the data."""

    path: Path
    database: str | None
    done: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, database: str | None) -> "Ledger":
        """What was done for this database; nothing, when it is a new one or the file is unreadable."""
        try:
            content = json.loads(path.read_bytes())
            done = content["done"] if database is not None and content["database"] == database else {}
        except (OSError, ValueError, KeyError, TypeError):
            done = {}
        return cls(path, database, done)

    def is_due(self, step: Step) -> bool:
        """Tell whether the step was never done or what it reads has changed since."""
        return self.done.get(step.name) != fingerprint(step)

    def note(self, step: Step) -> None:
        """Remember that the step is done with the files as they are."""
        self.done[step.name] = fingerprint(step)
        new = self.path.with_name(self.path.name + ".new")
        new.write_text(json.dumps({"database": self.database, "done": self.done}, indent=2), encoding="utf-8")
        new.replace(self.path)


def fingerprint(step: Step, root: Path = ROOT) -> str:
    """A digest of the command and of every file it reads, names included."""
    digest = hashlib.sha256("\0".join(step.command).encode())
    for name, content in _files(step, root).items():
        digest.update(f"\0{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(step: Step, root: Path) -> Mapping[str, bytes]:
    found = (path for folder in step.reads for path in sorted((root / folder).rglob("*")))
    return {str(path.relative_to(root)): path.read_bytes() for path in found if path.is_file() and _counts(path)}


def _counts(path: Path) -> bool:
    return path.suffix != ".pyc" and "__pycache__" not in path.parts
