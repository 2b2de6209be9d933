"""A WeChat subscription message: fixed words in the county's own template, one consent each."""

from collections.abc import Mapping

from app.integrations.wechat.credentials import WeChatApp
from app.integrations.wechat.errors import BadTemplate, NoUsableAnswer, Retryable, UserRefused, WeChatError
from app.integrations.wechat.subscribe import faulty_field, send_message
from app.integrations.wechat.tokens import TokenKeeper
from app.notifications.outcomes import Outcome, Quota
from app.vocabulary import NoticeState

# The answer was lost after the call had left; `unreachable` and a gateway's status mean that it never arrived.
MAYBE_SENT = ("timeout", "connection", "empty")
FORMAL = "formal"


async def send(
    tokens: TokenKeeper, app: WeChatApp, *, openid: str, template_id: str, data: Mapping[str, str], page: str | None
) -> Outcome:
    """Send one message. What may have been delivered is never sent again; a refusal is never tried again."""
    try:
        receipt = await send_message(
            tokens, app, openid=openid, template_id=template_id, data=data, page=page, state=FORMAL
        )
    except UserRefused:
        return Outcome(NoticeState.FAILED, "refused_43101", quota=Quota.NOTHING_LEFT)
    except Retryable as busy:
        return Outcome(NoticeState.FAILED, f"busy_{busy.errcode}", again=True, quota=Quota.GIVEN_BACK)
    except WeChatError as refused:
        field = faulty_field(refused) if isinstance(refused, BadTemplate) else ""
        return Outcome(NoticeState.FAILED, f"errcode_{refused.errcode}_{field}".rstrip("_"), quota=Quota.GIVEN_BACK)
    except NoUsableAnswer as silent:
        if silent.reason in MAYBE_SENT:
            return Outcome(NoticeState.UNKNOWN, f"wechat_{silent.reason}")
        return Outcome(NoticeState.FAILED, f"wechat_{silent.reason}", again=True, quota=Quota.GIVEN_BACK)
    return Outcome(NoticeState.SENT, "wechat", receipt.msgid)
