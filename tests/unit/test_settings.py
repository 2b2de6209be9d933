"""Production refuses what a demo may have."""

import pytest
from pydantic import ValidationError

from app.settings import Settings

SAFE = {
    "SHOUWANG_PRODUCTION": "1",
    "SHOUWANG_DEMO": "0",
    "SHOUWANG_PUBLIC_URL": "https://fd.example.cn",
    "SHOUWANG_KEY_FILE": "keys.json",
    "SHOUWANG_TOKEN_KEY_FILE": "token-keys.json",
    "SHOUWANG_STORAGE": "file:///srv/files",
    "SHOUWANG_WECHAT_BASE_URL": "https://api.weixin.qq.com",
}


def made(monkeypatch: pytest.MonkeyPatch, **changed: str) -> Settings:
    for name, value in (SAFE | changed).items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_safe_settings_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(monkeypatch).production


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("SHOUWANG_DEMO", "1", "演示模式"),
        ("SHOUWANG_PUBLIC_URL", "http://fd.example.cn", "https"),
        ("SHOUWANG_WECHAT_BASE_URL", "http://127.0.0.1/sandbox/wechat", "微信官方"),
    ],
)
def test_production_refuses_to_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str, word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        made(monkeypatch, **{name: value})
