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


def test_R46_safe_settings_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(monkeypatch).production


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("SHOUWANG_DEMO", "1", "演示模式"),
        ("SHOUWANG_PUBLIC_URL", "http://fd.example.cn", "https"),
        ("SHOUWANG_WECHAT_BASE_URL", "http://127.0.0.1/sandbox/wechat", "微信官方"),
        ("SHOUWANG_WECHAT_BASE_URL", "https://api.weixin.qq.com.evil.example", "微信官方"),
        ("SHOUWANG_STORAGE", "", "SHOUWANG_STORAGE"),
        ("SHOUWANG_STORAGE", "memory:", "内存"),
        ("SHOUWANG_ANCHORS", "memory:", "SHOUWANG_ANCHORS"),
        ("SHOUWANG_ANCHORS", "file:///srv/files", "和文件在一起"),
        ("SHOUWANG_ORIGINS", '["http://h5.example.cn"]', "SHOUWANG_ORIGINS"),
        ("SHOUWANG_ORIGINS", '["*"]', "SHOUWANG_ORIGINS"),
        ("SHOUWANG_SMS_BASE_URL", "http://sms.example.cn", "SHOUWANG_SMS_BASE_URL"),
        ("SHOUWANG_OUTSIDE_URLS", '{"12345": "http://12345.example.cn"}', "SHOUWANG_OUTSIDE_URLS"),
        ("SHOUWANG_LOG_LEVEL", "debug", "DEBUG"),
    ],
)
def test_R46_production_refuses_to_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str, word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        made(monkeypatch, **{name: value})


@pytest.mark.parametrize("name", ["SHOUWANG_KEY_FILE", "SHOUWANG_TOKEN_KEY_FILE"])
def test_R46_production_refuses_to_start_without_keys(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for each, value in SAFE.items():
        monkeypatch.setenv(each, value)
    monkeypatch.delenv(name)
    with pytest.raises(ValidationError, match=name):
        Settings()


def test_R46_every_refusal_of_production_is_tried_here() -> None:
    """A refusal added to the settings without a case above fails."""
    looked = len(Settings()._production_faults())
    assert looked == 12
