"""`make run`: what it refuses, and how it knows what is done already."""

from pathlib import Path

import pytest

from launch import secrets, steps
from launch.database import given_urls, refuse_old_version
from launch.faults import StepFailed
from launch.screen import account_rows, one_of_each_role
from launch.steps import Ledger, Step


def test_two_of_three_addresses_are_refused_by_name() -> None:
    with pytest.raises(StepFailed, match="DATABASE_OWNER_URL"):
        given_urls({"DATABASE_URL": "postgresql://a@h/d", "WORKER_DATABASE_URL": "postgresql://w@h/d"})
    assert given_urls({}) is None


def test_a_server_older_than_fifteen_is_refused_with_advice() -> None:
    refuse_old_version(150_000)
    with pytest.raises(StepFailed) as refused:
        refuse_old_version(140_011)
    assert "14 版" in refused.value.sentence
    assert refused.value.advice


def test_a_step_is_due_again_when_a_file_it_reads_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.toml").write_text("a = 1")
    monkeypatch.setattr(steps, "fingerprint", lambda step: steps_fingerprint(step, tmp_path))
    step = Step("county", "x", ("county", "load"), ("folder",))
    ledger = Ledger.read(tmp_path / "steps.json", "one")
    assert ledger.is_due(step)
    ledger.note(step)
    assert not Ledger.read(tmp_path / "steps.json", "one").is_due(step)
    assert Ledger.read(tmp_path / "steps.json", "another database").is_due(step)
    (tmp_path / "folder" / "a.toml").write_text("a = 2")
    assert Ledger.read(tmp_path / "steps.json", "one").is_due(step)


steps_fingerprint = steps.fingerprint


def test_lost_secrets_are_never_made_anew_over_existing_data(tmp_path: Path) -> None:
    made = secrets.ensure_secrets(tmp_path, has_data=False)
    assert secrets.ensure_secrets(tmp_path, has_data=True) == made
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0
    (tmp_path / "secrets.json").unlink()
    with pytest.raises(StepFailed, match="不见了"):
        secrets.ensure_secrets(tmp_path, has_data=True)


def test_the_screen_shows_one_account_of_each_role() -> None:
    rows = account_rows([{"role": "woman", "phone": "1"}, {"role": "woman", "phone": "2"}, {"role": "admin"}])
    assert one_of_each_role(rows) == [{"role": "woman", "phone": "1"}, {"role": "admin"}]
