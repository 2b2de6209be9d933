"""`make check` finds a planted secret, and `make audit` takes no empty report for a clean one (R46)."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from launch import advisories, sbom, secret_scan
from launch.advisories import Audited, judge, read
from launch.processes import ROOT

PLANTED = {
    "app/settings.py": "AWS = '" + "AKIA" + "Z7Q4M2XK9B3C8D1F" + "'\n",
    "tests/test_x.py": "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIE\n",
    "deploy/x.yaml": "password: " + "hQ7vK2mZ9xLpR4tW" + "\n",
}


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_R46_a_planted_secret_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_text(PLANTED[name])
    assert [one.filename for one in secret_scan.find([name], tmp_path)] == [name]


def test_R46_a_planted_secret_makes_the_check_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "settings.py").write_text(PLANTED["app/settings.py"])
    monkeypatch.setattr(secret_scan, "ROOT", tmp_path)
    monkeypatch.setattr(secret_scan, "tracked", lambda: ["app/settings.py"])
    assert secret_scan.main() == 1
    said = capsys.readouterr().out
    assert "app/settings.py:1" in said
    assert "AKIA" not in said, "the finding does not print the secret"


def test_ordinary_words_and_invented_passwords_of_tests_are_no_secrets(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text(
        'PASSWORD = "山高水长-7391"\nVECTOR = "00112233445566778899aabbccddeeff"\n'
    )
    assert secret_scan.find(["tests/test_x.py"], tmp_path) == []


def test_the_baseline_names_only_files_that_are_there() -> None:
    assert {name for name, _ in secret_scan.known()} <= set(secret_scan.tracked())


def test_both_checks_stand_in_the_makefile() -> None:
    said = (ROOT / "Makefile").read_text()
    check = said[said.index("check: install") : said.index("test: check")]
    assert "launch.secret_scan" in check
    assert "ruff check" in check
    assert "launch.advisories" not in check


def test_R46_an_audit_that_looked_nothing_up_fails_with_a_sentence() -> None:
    skipped = {"name": "fastapi", "version": "0.165.1", "skip_reason": "Dependency not found on PyPI"}
    audited = read({"dependencies": [skipped]})
    assert audited == Audited(0, 1, ())
    assert "不算数" in judge(audited)[0]
    assert judge(read({}))


def test_R46_an_audit_with_a_known_weakness_or_a_gap_fails_and_a_whole_one_passes() -> None:
    clean = {"name": "asyncpg", "version": "0.32.0", "vulns": []}
    weak = {"name": "x", "version": "1", "vulns": [{"id": "GHSA-1", "fix_versions": ["2"]}]}
    gap = {"name": "y", "version": "1", "skip_reason": "no"}
    assert judge(read({"dependencies": [clean]})) == []
    assert judge(read({"dependencies": [clean, weak]})) == ["已知有漏洞：x 1: GHSA-1, mended in 2"]
    assert judge(read({"dependencies": [clean, gap]})) == ["有 1 个依赖没有查到公告数据，不能算查过。"]


def test_R46_the_list_of_parts_names_every_pinned_package_and_refuses_one_that_is_not(tmp_path: Path) -> None:
    listed = json.loads(sbom.written(sbom.read(sbom.PINNED)))
    names = {one["purl"]: one for one in listed["components"]}
    pinned = re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==", sbom.PINNED.read_text(encoding="utf-8"), re.MULTILINE)
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.6")
    assert len(names) == len(pinned) > 50
    assert {one["name"] for one in listed["components"]} == set(pinned)
    (root,) = [one for one in listed["dependencies"] if one["ref"] == "shouwang"]
    assert set(root["dependsOn"]) == set(names)
    loose = tmp_path / "loose.txt"
    loose.write_text("fastapi>=0.1\n")
    with pytest.raises(ValueError, match="fastapi"):
        sbom.written(sbom.read(loose))
    loose.write_text("")
    with pytest.raises(ValueError, match="一个依赖也没有"):
        sbom.written(sbom.read(loose))


def test_an_audit_that_says_nothing_readable_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def silent(*_args: object, **_more: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 1, stdout="", stderr="no network")

    monkeypatch.setattr(advisories.subprocess, "run", silent)
    assert advisories.main() == 1
    assert "no network" in capsys.readouterr().out
