"""What the API, the worker and the operator's commands are told: each gets the addresses it needs and no other."""

import json
import os
import shlex
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from launch.database import SUPERUSER_URL, URL_NAMES, Urls
from launch.pages import DESK, HER_APP
from launch.processes import ROOT
from launch.secrets import KeyFiles, Secrets

COUNTY = "500230"
SANDBOX_APPID = "wx0000000000000001"


@dataclass(frozen=True, slots=True)
class Environments:
    """One environment per kind of process."""

    roles: dict[str, str] = field(repr=False)
    commands: dict[str, str] = field(repr=False)
    api: dict[str, str] = field(repr=False)
    worker: dict[str, str] = field(repr=False)


def environments(urls: Urls, demo: Mapping[str, str]) -> Environments:
    """Only the roles command sees the superuser, only commands see the owner, API and worker see their own login."""
    everyone = {name: value for name, value in os.environ.items() if name not in {*URL_NAMES, SUPERUSER_URL}}
    everyone |= demo
    commands = everyone | urls.named()
    return Environments(
        roles=commands | ({SUPERUSER_URL: urls.superuser} if urls.superuser else {}),
        commands=commands,
        api=everyone | {"DATABASE_URL": urls.api},
        worker=everyone | {"WORKER_DATABASE_URL": urls.worker},
    )


def demo_settings(secrets: Secrets, files: KeyFiles, port: int) -> dict[str, str]:
    """The settings of a demo on this machine: sandboxes instead of WeChat and the SMS gateway."""
    address = f"http://127.0.0.1:{port}"
    return {
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "SHOUWANG_DEMO": "1",
        "SHOUWANG_DEMO_ACCOUNTS": str(files.keys.parent / "demo-accounts.json"),
        "SHOUWANG_PUBLIC_URL": address,
        "SHOUWANG_STORAGE": f"file://{files.keys.parent.resolve()}/files",
        "SHOUWANG_OUTSIDE_FOLDER": str(files.keys.parent.resolve() / "outside"),
        "SHOUWANG_COUNTIES": str(ROOT / "counties"),
        "SHOUWANG_HER_PAGES": str(HER_APP.made),
        "SHOUWANG_DESK_PAGES": str(DESK.made),
        "SHOUWANG_KEY_FILE": str(files.keys),
        "SHOUWANG_TOKEN_KEY_FILE": str(files.token_keys),
        "SHOUWANG_WECHAT_BASE_URL": f"{address}/sandbox/wechat",
        "SHOUWANG_WECHAT_APPS": json.dumps({COUNTY: SANDBOX_APPID}),
        "SHOUWANG_WECHAT_SECRETS": json.dumps({COUNTY: secrets.wechat_secret}),
        "SHOUWANG_WECHAT_PUSH_TOKENS": json.dumps({COUNTY: secrets.wechat_secret[:16]}),
        "SHOUWANG_WECHAT_PUSH_KEYS": json.dumps({COUNTY: _push_key(secrets.wechat_secret)}),
        "SHOUWANG_SMS_BASE_URL": f"{address}/sandbox/sms",
        "SHOUWANG_SMS_TOKEN": secrets.sms_token,
    }


def _push_key(secret: str) -> str:
    """Make the 43 characters of an EncodingAESKey out of a secret we hold anyway."""
    return b64encode(sha256(f"push|{secret}".encode()).digest()).decode().rstrip("=")


def write_environment_file(path: Path, commands: Mapping[str, str]) -> None:
    """Leave the commands' environment as a shell file only its owner can read, so that a person can run them too."""
    ours = {name: value for name, value in commands.items() if name in URL_NAMES or name.startswith("SHOUWANG_")}
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in sorted(ours.items())]
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(lines)
