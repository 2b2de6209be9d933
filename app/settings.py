"""Everything an operator may set, read from the environment once; production refuses unsafe settings."""

from functools import lru_cache
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

WECHAT_HOSTS = frozenset(
    {
        "api.weixin.qq.com",
        "api2.weixin.qq.com",
        "sh.api.weixin.qq.com",
        "sz.api.weixin.qq.com",
        "hk.api.weixin.qq.com",
    }
)


class Settings(BaseSettings):
    """Names are SHOUWANG_* except the three database URLs, which keep their usual names."""

    model_config = SettingsConfigDict(env_prefix="SHOUWANG_", extra="ignore", frozen=True)

    database_url: str = Field("postgresql+asyncpg://api_login@localhost/shouwang", validation_alias="DATABASE_URL")
    worker_database_url: str = Field(
        "postgresql+asyncpg://worker_login@localhost/shouwang", validation_alias="WORKER_DATABASE_URL"
    )
    database_owner_url: str = Field(
        "postgresql+asyncpg://owner@localhost/shouwang", validation_alias="DATABASE_OWNER_URL"
    )
    pool_size: int = Field(10, ge=1, le=200, description="connections one API process keeps")

    production: bool = Field(default=False, description="真: refuse demo mode, default secrets and open docs")
    demo: bool = Field(default=False, description="mount /v1/demo and /sandbox; never with production")
    counties: Path = Field(Path("counties"), description="folder that holds one folder per county")
    hosts: dict[str, str] = Field(
        default_factory=dict, description='Host header to county, {"fd.example.cn": "500230"}'
    )
    public_url: str = "http://127.0.0.1:8000"
    origins: tuple[str, ...] = Field((), description="web pages of other hosts that may call us; none by default")

    key_file: Path | None = Field(None, description="file (0400) with the key-encryption key and index keys, JSON")
    token_key_file: Path | None = Field(None, description="file (0400) with the ES256 token key ring, JSON")

    her_pages: Path | None = Field(None, description="the built web page of her app, served at /")
    desk_pages: Path | None = Field(None, description="the built pages of the desk, served at /console")
    demo_accounts: Path | None = Field(None, description="where `shouwang demo` leaves the demo accounts")

    wechat_base_url: str = "https://api.weixin.qq.com"
    wechat_apps: dict[str, str] = Field(default_factory=dict, description="county to mini-program appid")
    wechat_secrets: dict[str, SecretStr] = Field(default_factory=dict, description="county to AppSecret")
    wechat_push_tokens: dict[str, SecretStr] = Field(default_factory=dict, description="county to push Token")
    wechat_push_keys: dict[str, SecretStr] = Field(default_factory=dict, description="county to EncodingAESKey")
    wechat_push_window: int = Field(
        0,
        ge=0,
        le=86400,
        description="seconds a push may be older or newer than now; 0 takes any, WeChat promises none",
    )
    sms_base_url: str = Field("", description="SMS gateway; empty switches SMS off")
    sms_token: SecretStr = SecretStr("")
    sms_dry_run: bool = Field(default=False, description="do everything but send; a demo's gateway shows what was held")
    sms_per_day: int = Field(20, ge=1, description="text messages to one number in a day")
    sms_per_minute: int = Field(120, ge=1, description="text messages to everybody in a minute")

    storage: str = Field("", description="private files: file:///folder or s3://bucket; empty switches files off")

    virus_scanner: str = Field(
        "",
        pattern=r"^(tcp://[^/:@ ]+:[0-9]{1,5}|unix:///.+)?$",
        description="clamd, tcp://host:3310 or unix:///run/clamd.sock; empty switches it off",
    )
    anchors: str = Field(
        "", description="where seals are laid down outside the database: file:///folder or s3://bucket"
    )

    outside_folder: Path | None = Field(None, description="private folder for hand-overs to outside bodies, by file")
    outside_urls: dict[str, str] = Field(
        default_factory=dict, description="outside body to the address it takes posts at"
    )
    outside_secrets: dict[str, SecretStr] = Field(default_factory=dict, description="outside body to the shared secret")

    app_strings: Path = Field(Path("miniprogram/src/strings"), description="fixed words of her app, to be read aloud")

    log_level: str = "INFO"

    @model_validator(mode="after")
    def production_is_strict(self) -> Self:
        """In production there is no demo, no default key and no stand-in host."""
        if not self.production:
            return self
        faults = [text for wrong, text in self._production_faults() if wrong]
        if faults:
            raise ValueError("正式环境不能启动：" + "；".join(faults))
        return self

    def _production_faults(self) -> list[tuple[bool, str]]:
        host = urlsplit(self.wechat_base_url).hostname or ""
        return [
            (self.demo, "演示模式（SHOUWANG_DEMO）必须关闭"),
            (self.key_file is None, "没有设置密钥文件 SHOUWANG_KEY_FILE"),
            (self.token_key_file is None, "没有设置令牌密钥文件 SHOUWANG_TOKEN_KEY_FILE"),
            (not self.public_url.startswith("https://"), "SHOUWANG_PUBLIC_URL 必须是 https 地址"),
            (not self.storage, "没有设置文件存放的地方 SHOUWANG_STORAGE"),
            (
                any(not one.startswith("https://") for one in self.origins),
                "SHOUWANG_ORIGINS 里的每个来源都必须是 https 地址",
            ),
            (self.storage.startswith("memory:"), "SHOUWANG_STORAGE 不能放在内存里"),
            (
                bool(self.anchors) and (self.anchors.startswith("memory:") or self.anchors == self.storage),
                "SHOUWANG_ANCHORS 要放在别的地方，不能在内存里，也不能和文件在一起",
            ),
            (self.log_level.upper() == "DEBUG", "SHOUWANG_LOG_LEVEL 不能是 DEBUG"),
            (_is_open(self.sms_base_url), "SHOUWANG_SMS_BASE_URL 必须是 https 地址"),
            (any(map(_is_open, self.outside_urls.values())), "SHOUWANG_OUTSIDE_URLS 里的地址必须是 https"),
            (host not in WECHAT_HOSTS, "SHOUWANG_WECHAT_BASE_URL 不是微信官方地址"),
        ]


def _is_open(url: str) -> bool:
    """Say whether an address is set and goes over an open line."""
    return bool(url) and not url.startswith("https://")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
