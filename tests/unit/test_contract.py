"""Her rules of contact: no message leaves outside them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.clock import COUNTY_ZONE
from app.notifications.contract import Contract, Means, decide, next_allowed
from app.notifications.outcomes import BACK_OFF, pause_after
from app.vocabulary import ChannelKind

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
HAVE = Means(wechat="", sms="")


def test_NTF_01_channels_are_tried_in_her_order_and_every_skip_has_a_name() -> None:
    both = Contract((ChannelKind.WECHAT, ChannelKind.SMS))
    assert decide(both, HAVE, frozenset(), NOON).channel is ChannelKind.WECHAT
    assert decide(both, Means("no_quota", ""), frozenset(), NOON).channel is ChannelKind.SMS
    nothing = decide(both, Means("refused", "sms_off"), frozenset(), NOON)
    assert nothing.skipped == ("wechat:refused", "sms:sms_off")
    assert decide(both, HAVE, frozenset(ChannelKind), NOON).skipped == ("wechat:tried", "sms:tried")
    assert decide(Contract(()), HAVE, frozenset(), NOON).skipped == ("no_channel",)


def test_NTF_07_a_pause_stops_everything_at_once() -> None:
    paused = decide(Contract(paused=True), HAVE, frozenset(), NOON)
    assert (paused.channel, paused.skipped, paused.by_her_wish) == (None, ("paused",), True)


def test_NTF_04_outside_her_hours_a_message_waits_until_they_begin() -> None:
    night = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
    waits = decide(Contract(), HAVE, frozenset(), night)
    assert waits.wait_until == datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
    early = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    assert next_allowed(Contract(), early) == datetime(2026, 11, 25, 0, 0, tzinfo=UTC)


@given(
    hours=st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda pair: pair[0] < pair[1]),
    channels=st.lists(st.sampled_from(list(ChannelKind)), unique=True).map(tuple),
    only=st.booleans(),
    paused=st.booleans(),
    minute=st.integers(0, 60 * 24 * 3),
    tried=st.frozensets(st.sampled_from(list(ChannelKind))),
    means=st.builds(Means, wechat=st.sampled_from(["", "no_quota"]), sms=st.sampled_from(["", "no_phone"])),
)
def test_NTF_04_no_message_can_be_made_outside_her_contract(  # noqa: PLR0913
    *,
    hours: tuple[int, int],
    channels: tuple[ChannelKind, ...],
    only: bool,
    paused: bool,
    minute: int,
    tried: frozenset[ChannelKind],
    means: Means,
) -> None:
    now = NOON + timedelta(minutes=minute)
    contract = Contract(channels, *hours, only, paused)
    decision = decide(contract, means, tried, now)
    if decision.channel is not None:
        assert not only
        assert not paused
        assert decision.channel in channels
        assert decision.channel not in tried
        assert not means.missing(decision.channel)
        assert hours[0] <= now.astimezone(COUNTY_ZONE).hour < hours[1]
    else:
        assert decision.skipped or decision.wait_until


def test_a_failed_try_waits_one_five_thirty_minutes_two_and_eight_hours_and_then_ends() -> None:
    assert [pause_after(n) for n in range(1, 7)] == [*BACK_OFF, None]
    assert [int(pause.total_seconds() / 60) for pause in BACK_OFF] == [1, 5, 30, 120, 480]
