"""Her rules of contact, and what they say about one notice: pure, and nothing leaves outside them (NTF-01, 04, 07)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import COUNTY_ZONE
from app.vocabulary import ChannelKind

DEFAULT_CHANNELS = (ChannelKind.WECHAT,)
FROM_HOUR, TO_HOUR = 8, 21


@dataclass(frozen=True, slots=True)
class Contract:
    """What she allowed: channels in her order, the hours, and whether anything may leave at all."""

    channels: tuple[ChannelKind, ...] = DEFAULT_CHANNELS
    from_hour: int = FROM_HOUR
    to_hour: int = TO_HOUR
    only_when_open: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Means:
    """What a channel would need and what is there: empty when it can be used, else the reason why not."""

    wechat: str = "no_wechat"
    sms: str = "no_phone"

    def missing(self, channel: ChannelKind) -> str:
        """Name what keeps a channel from being used; empty when nothing does."""
        return self.wechat if channel is ChannelKind.WECHAT else self.sms


@dataclass(frozen=True, slots=True)
class Decision:
    """Which channel to use now, or until when to wait, or why nothing can be sent; every skip has a name."""

    channel: ChannelKind | None = None
    wait_until: datetime | None = None
    skipped: tuple[str, ...] = ()
    by_her_wish: bool = False


def decide(contract: Contract, means: Means, tried: frozenset[ChannelKind], now: datetime) -> Decision:
    """Choose the way of one notice. Nothing is sent that her contract does not allow."""
    if contract.paused:
        return Decision(skipped=("paused",), by_her_wish=True)
    if contract.only_when_open:
        return Decision(skipped=("only_when_open",), by_her_wish=True)
    reasons: list[str] = []
    for channel in contract.channels:
        missing = "tried" if channel in tried else means.missing(channel)
        if missing:
            reasons.append(f"{channel.value}:{missing}")
            continue
        opens = next_allowed(contract, now)
        if opens > now:
            return Decision(wait_until=opens)
        return Decision(channel=channel)
    return Decision(skipped=tuple(reasons) or ("no_channel",))


def next_allowed(contract: Contract, now: datetime) -> datetime:
    """Give this moment inside her hours, else when they begin again."""
    here = now.astimezone(COUNTY_ZONE)
    if contract.from_hour <= here.hour < contract.to_hour:
        return now
    opens = here.replace(hour=contract.from_hour, minute=0, second=0, microsecond=0)
    return opens if here.hour < contract.from_hour else opens + timedelta(days=1)
