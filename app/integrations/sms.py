"""Short messages over a gateway: off unless configured, neutral by rule, honest about what may have been sent.

The gateway's contract is ours and small: `POST {base}/messages` with `{"phone", "text", "key"}` and a bearer token; any
2xx with `{"id"}` means taken, and the same key is never sent twice. A vendor's own API is put behind it by deployment.
"""

import asyncio
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self

import httpx
import orjson
import structlog
from pydantic import SecretStr

from app.errors import Unavailable
from app.limits import DAY, MINUTE
from app.settings import Settings

DEADLINE = 8.0
CONCURRENT = 8
LONGEST = 70  # characters of one message in Chinese; more is billed and may arrive in pieces
_NEVER_NEUTRAL = re.compile(r"[\x00-\x1f\x7f]|\d{11}|://|www\.")
_log = structlog.get_logger()


class SmsOff(Unavailable):
    """No gateway is configured."""

    code, message = "sms_off", "短信没有开通，请用微信登录，或请村里的同志帮忙。"


class SmsNotSent(Unavailable):
    """The gateway was not reached or said no: certainly nothing was sent."""

    code, message = "sms_not_sent", "短信没有发出去，请过一会儿再试。"


class SmsUnknown(Unavailable):
    """The answer was lost: the message may be on its way, so it is not sent again without thought."""

    code, message = "sms_unknown", "短信可能已经发出，请看看手机。过一分钟还没收到，再试一次。"


@dataclass(frozen=True, slots=True)
class SmsReceipt:
    """What the gateway calls the message; a dry run has no id."""

    id: str
    dry_run: bool


class SmsClient:
    """A pool of connections to the gateway; in a dry run everything happens but the sending."""

    def __init__(
        self,
        base_url: str,
        token: SecretStr,
        *,
        dry_run: bool = False,
        shown_at: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        self._address = f"{base_url.rstrip('/')}/messages" if base_url else ""
        self._dry_run, self._shown_at = dry_run, shown_at
        self._deadline = deadline
        self._slots = asyncio.Semaphore(CONCURRENT)
        secret = token.get_secret_value()
        self._http = httpx.AsyncClient(
            transport=transport,
            headers={"Authorization": f"Bearer {secret}"} if secret else {},
            timeout=httpx.Timeout(5.0, connect=3.0),
            limits=httpx.Limits(max_connections=CONCURRENT, max_keepalive_connections=CONCURRENT),
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def send(self, *, phone: str, text: str, key: str) -> SmsReceipt:
        """Send one neutral text; `key` names the message, so that a repeat of the same key is sent once.

        Raises SmsOff, SmsNotSent, SmsUnknown; a text that is not neutral is our own mistake and raises ValueError.
        """
        _must_be_neutral(text)
        if self._dry_run:
            await self._show({"phone": phone, "text": text, "key": key})
            return SmsReceipt("", dry_run=True)
        if not self._address:
            raise SmsOff
        response, failure = await self._post(self._address, {"phone": phone, "text": text, "key": key})
        if response is None:
            raise _failed(failure, "no_answer")
        outcome = _outcome(response.status_code)
        if outcome is not None:
            raise _failed(outcome, f"status_{response.status_code}")
        return SmsReceipt(_id_in(response.content), dry_run=False)

    async def _show(self, body: dict[str, str]) -> None:
        """Log that a message was held back, and let the demo's own gateway show it; no other address hears of it."""
        _log.info("sms.dry_run", count=1)
        if self._shown_at:
            await self._post(self._shown_at, body)

    async def _post(self, address: str, body: dict[str, str]) -> tuple[httpx.Response | None, type[Unavailable]]:
        """Give the answer, or none and how sure it is that nothing was sent."""
        try:
            async with asyncio.timeout(self._deadline):
                return await self._in_turn(address, body), SmsUnknown
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            return None, SmsNotSent
        except (TimeoutError, httpx.HTTPError):
            return None, SmsUnknown

    async def _in_turn(self, address: str, body: dict[str, str]) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        async with self._slots:
            return await self._http.post(address, content=orjson.dumps(body), headers=headers)


def sms_of(settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None) -> SmsClient:
    """A client as the settings say; with an empty address every sending raises SmsOff."""
    shown_at = f"{settings.sms_base_url.rstrip('/')}/__sim/dry-runs" if settings.demo and settings.sms_base_url else ""
    return SmsClient(
        settings.sms_base_url,
        settings.sms_token,
        dry_run=settings.sms_dry_run,
        shown_at=shown_at,
        transport=transport,
    )


def buckets(settings: Settings, phone: str) -> tuple[tuple[str, int, int], tuple[str, int, int]]:
    """Name what is counted before a message leaves: everybody's minute, then this number's day."""
    return ("sms-minute:all", MINUTE, settings.sms_per_minute), (f"sms-day:{phone}", DAY, settings.sms_per_day)


async def send_code(sms: SmsClient, *, phone: str, code: str, minutes: int, key: str) -> SmsReceipt:
    """Send a sign-in code; the text names neither the service nor her."""
    text = f"您的验证码是 {code}，{minutes} 分钟内有效。请不要告诉任何人。"
    return await sms.send(phone=phone, text=text, key=key)


def _must_be_neutral(text: str) -> None:
    """Refuse what fixed words, a number and a date never contain; the text itself stays out of the error."""
    if not 0 < len(text) <= LONGEST or _NEVER_NEUTRAL.search(text):
        raise ValueError(f"a text message holds 1 to {LONGEST} characters, no link and no number of a person")


def _outcome(status: int) -> type[Unavailable] | None:
    """What a status says about the message: taken (None), certainly not sent, or unknown."""
    if HTTPStatus(200) <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    return SmsNotSent if status < HTTPStatus.INTERNAL_SERVER_ERROR else SmsUnknown


def _failed(kind: type[Unavailable], reason: str) -> Unavailable:
    _log.warning("sms.failed", code=kind.code, reason=reason)
    return kind()


def _id_in(content: bytes) -> str:
    """The gateway's id of a taken message, or nothing: a strange body does not undo the sending."""
    try:
        answer = orjson.loads(content)
    except ValueError:
        return ""
    return str(answer.get("id", "")) if isinstance(answer, dict) else ""
