"""The connections of one process to WeChat and the SMS gateway; made once, closed with the process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from app.integrations.sms import SmsClient, sms_of
from app.integrations.wechat.client import client_of
from app.integrations.wechat.credentials import WeChatApp, WeChatOff, app_of
from app.integrations.wechat.tokens import TokenKeeper
from app.settings import Settings

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Outside:
    """What a delivery may use."""

    settings: Settings
    wechat: TokenKeeper
    sms: SmsClient

    @property
    def has_sms(self) -> bool:
        """Say whether a gateway is configured; it is off by default (INT-07)."""
        return bool(self.settings.sms_base_url)

    def wechat_app(self, county: str) -> WeChatApp | None:
        """Give the county's mini-program, if it has one."""
        try:
            return app_of(self.settings, county)
        except WeChatOff:
            return None


@asynccontextmanager
async def open_outside(settings: Settings, transport: Any = None) -> AsyncIterator[Outside]:
    """Open the connections; an application under test brings its own transport."""
    async with (
        client_of(settings, transport) as wechat,
        sms_of(settings, transport=transport) as sms,
    ):
        yield Outside(settings, TokenKeeper(wechat), sms)
