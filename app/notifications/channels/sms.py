"""A short message: neutral words, and a key by which the gateway sends it once however often it is asked."""

from app.integrations.sms import SmsClient, SmsNotSent, SmsOff, SmsUnknown
from app.notifications.outcomes import Outcome
from app.vocabulary import NoticeState


async def send(gateway: SmsClient, *, phone: str, text: str, key: str) -> Outcome:
    """Send one text. An answer that was lost may be asked for again: the same key is sent once."""
    try:
        receipt = await gateway.send(phone=phone, text=text, key=key)
    except SmsOff:
        return Outcome(NoticeState.SKIPPED, "sms_off")
    except SmsNotSent:
        return Outcome(NoticeState.FAILED, "sms_not_sent", again=True)
    except SmsUnknown:
        return Outcome(NoticeState.UNKNOWN, "sms_unknown", again=True)
    if receipt.dry_run:
        return Outcome(NoticeState.SKIPPED, "sms_dry_run")
    return Outcome(NoticeState.SENT, "sms", receipt.id or None)
