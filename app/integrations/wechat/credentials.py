"""Which mini-program a county speaks through, and with which secret."""

from dataclasses import dataclass

from pydantic import SecretStr

from app.errors import Unavailable
from app.integrations.wechat.push_crypto import PushCredentials
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


def push_credentials_of(settings: Settings, county: str) -> PushCredentials:
    """The message push of a county's mini-program, or WeChatOff."""
    appid = settings.wechat_apps.get(county)
    token, key = settings.wechat_push_tokens.get(county), settings.wechat_push_keys.get(county)
    if not appid or token is None or key is None:
        raise WeChatOff
    return PushCredentials(token, key, appid)
