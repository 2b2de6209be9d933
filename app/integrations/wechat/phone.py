"""The phone number she agreed to share, from the code of WeChat's phone button."""

from dataclasses import dataclass, field

from app.integrations.wechat.client import Call, no_usable_answer
from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.errors import PhoneCodeInvalid
from app.integrations.wechat.tokens import TokenKeeper

PATH = "/wxa/business/getuserphonenumber"
# 40013 here means a code of another mini-program; for a code of another person WeChat documents nothing: 40003 assumed.
MEANINGS = dict.fromkeys((40003, 40013, 40029), PhoneCodeInvalid)


@dataclass(frozen=True, slots=True)
class WeChatPhone:
    """A number WeChat has verified: digits without country prefix, and the country's calling code ("86")."""

    number: str = field(repr=False)
    country_code: str


async def shared_phone(tokens: TokenKeeper, app: WeChatApp, *, code: str, openid: str) -> WeChatPhone:
    """Spend a phone code (single use, five minutes) of this very person. Raises PhoneCodeInvalid."""
    call = Call(PATH, body={"code": code, "openid": openid}, meanings=MEANINGS)
    answer = await tokens.call(app, call)
    info = answer.get("phone_info")
    if not isinstance(info, dict) or not isinstance(info.get("purePhoneNumber"), str):
        raise no_usable_answer(PATH, "odd_shape")
    watermark = info.get("watermark")
    if not isinstance(watermark, dict) or watermark.get("appid") != app.appid:
        raise no_usable_answer(PATH, "foreign_watermark")
    return WeChatPhone(info["purePhoneNumber"], str(info.get("countryCode", "")))
