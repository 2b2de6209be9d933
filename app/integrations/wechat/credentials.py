"""Which mini-program a county speaks through, and with which secret."""

from dataclasses import dataclass

from pydantic import SecretStr

from app.errors import Unavailable
from app.settings import Settings


class WeChatOff(Unavailable):
    """The county has no mini-program configured."""

    code, message = "wechat_off", "这里还没有开通微信登录，请用手机号登录。"


@dataclass(frozen=True, slots=True)
class WeChatApp:
    """One mini-program: its appid, its secret and the server to ask (a base URL without a trailing slash)."""

    appid: str
    secret: SecretStr
    base_url: str


def app_of(settings: Settings, county: str) -> WeChatApp:
    """The mini-program of a county, or WeChatOff."""
    appid, secret = settings.wechat_apps.get(county), settings.wechat_secrets.get(county)
    if not appid or secret is None:
        raise WeChatOff
    return WeChatApp(appid, secret, settings.wechat_base_url.rstrip("/"))
