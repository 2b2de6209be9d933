"""What the container files promise, held without a container engine: settings that start, copies that exist."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
GIVEN = {"PUBLIC_URL": "https://fd.example.cn", "SITE": "fd.example.cn"}
ASKED = re.compile(r"\$\{(\w+)(?::([-?])((?:[^{}]|\{\})*))?\}")


def filled(value: str) -> str:
    """Put values where the operator's .env has them; a default stays a default."""
    return ASKED.sub(lambda found: GIVEN.get(found[1], (found[3] or "") if found[2] == "-" else f"{found[1]}1"), value)


def environment_of(service: str) -> dict[str, str]:
    return {name: filled(str(value)) for name, value in COMPOSE["services"][service]["environment"].items()}


@pytest.mark.parametrize("service", ["api", "worker", "prepare"])
def test_every_service_of_ours_starts_in_production_with_what_compose_gives_it(
    monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    for name in [name for name in os.environ if name.startswith("SHOUWANG_") or name.endswith("DATABASE_URL")]:
        monkeypatch.delenv(name)
    for name, value in environment_of(service).items():
        monkeypatch.setenv(name, value)
    made = Settings()
    assert made.production
    assert made.storage.startswith("s3://")
    assert not made.demo


def test_what_the_operator_must_fill_in_is_in_the_manual() -> None:
    text = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    must = {found[1] for found in ASKED.finditer(text) if found[2] == "?"}
    assert len(must) >= 8
    assert {name for name in must if f"`{name}`" not in manual} == set()


def test_the_parts_of_one_machine_are_all_there_and_wait_for_each_other() -> None:
    services = COMPOSE["services"]
    assert {"api", "worker", "database", "proxy", "storage"} <= set(services)
    for one in services.values():
        assert set(one.get("depends_on", [])) <= set(services)
    assert "443:443" in services["proxy"]["ports"]
    assert not any("ports" in one for name, one in services.items() if name != "proxy")


def stages() -> list[str]:
    """The Dockerfile's stages, the image's own last."""
    return re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]


def test_the_image_is_built_in_three_steps_runs_as_nobody_and_has_a_health_check() -> None:
    assert [stage.split()[0] for stage in stages()] == ["node:22-slim", "python:3.13-slim", "python:3.13-slim"]
    assert re.search(r"^USER 10001$", DOCKERFILE, re.MULTILINE)
    assert "HEALTHCHECK" in DOCKERFILE
    assert "SHOUWANG_PRODUCTION=1" in DOCKERFILE


def copies(stage: str) -> list[str]:
    """What a stage copies out of the tree."""
    lines = [line.split() for line in stage.splitlines() if line.startswith("COPY ") and "--from" not in line]
    return [name for words in lines for name in words[1:-1]]


def test_the_pages_are_built_from_what_is_there_and_served_from_where_the_image_has_them() -> None:
    assert {name for name in copies(stages()[0]) if not (ROOT / name).exists()} == set()
    scripts = json.loads((ROOT / "miniprogram/package.json").read_text(encoding="utf-8"))["scripts"]
    assert {"types", "build:h5"} <= set(scripts)
    for variable, made in (("SHOUWANG_HER_PAGES", "her"), ("SHOUWANG_DESK_PAGES", "desk")):
        assert f"{variable}=/srv/pages/{made}" in stages()[-1]
        assert f"/built/{made}" in stages()[1]


def test_the_image_holds_all_that_production_imports(tmp_path: Path) -> None:
    copied = copies(stages()[-1])
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for name in copied:
        assert (ROOT / name).exists(), name
        assert name not in ignored, name
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).symlink_to(ROOT / name)
    program = "import app.main, app.worker, app.cli; app.main.create_app()"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path), "PYTHONSAFEPATH": "1"}
    environment |= environment_of("api") | {"SHOUWANG_KEY_FILE": "k", "SHOUWANG_TOKEN_KEY_FILE": "t"}
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", program], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
