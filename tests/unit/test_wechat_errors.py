"""What each of WeChat's refusals means, and what none of them may show."""

from datetime import UTC, datetime

import pytest

from app import clock
from app.errors import AppError, Kind
from app.integrations.wechat.errors import (
    BadTemplate,
    CodeInvalid,
    ConfigError,
    NoUsableAnswer,
    PhoneCodeInvalid,
    Retryable,
    TokenInvalid,
    UserRefused,
    WeChatError,
    refusal,
    split_trace,
)

RID = "63e60657-344dd3ee-28b67950"


@pytest.mark.parametrize(
    ("errmsg", "parts"),
    [
        (f"code been used, rid: {RID}", ("code been used", RID)),
        (f"invalid access_token rid: {RID}", ("invalid access_token", RID)),
        (
            f"argument invalid! data.thing1.value invalid rid: {RID}",
            ("argument invalid! data.thing1.value invalid", RID),
        ),
        ("invalid code, hints: [ req_id: ab.cd ]", ("invalid code", "ab.cd")),
        ("access_token missing hint: [abc]", ("access_token missing", "abc")),
        ("The openid does not match the appid", ("The openid does not match the appid", "")),
        ("", ("", "")),
    ],
)
def test_the_trace_is_parted_from_the_text_in_every_form_seen(errmsg: str, parts: tuple[str, str]) -> None:
    assert split_trace(errmsg) == parts


@pytest.mark.parametrize(
    ("errcode", "kind"),
    [
        (-1, Retryable),
        (45011, Retryable),
        (45009, Retryable),
        (40001, TokenInvalid),
        (40014, TokenInvalid),
        (42001, TokenInvalid),
        (40029, CodeInvalid),
        (40163, CodeInvalid),
        (40226, CodeInvalid),
        (43101, UserRefused),
        (47003, BadTemplate),
        (40037, BadTemplate),
        (40125, ConfigError),
        (40164, ConfigError),
        (41008, ConfigError),
        (99999, WeChatError),
    ],
)
def test_an_errcode_says_what_to_do_next(errcode: int, kind: type[WeChatError]) -> None:
    assert type(refusal(errcode, "text", "/path", {})) is kind


def test_an_endpoint_may_give_an_errcode_its_own_meaning() -> None:
    error = refusal(40013, f"invalid appid rid: {RID}", "/path", {40013: PhoneCodeInvalid})
    assert type(error) is PhoneCodeInvalid


@pytest.mark.parametrize("errcode", [40029, 40163, 40226])
def test_used_expired_and_blocked_codes_get_the_same_answer(errcode: int) -> None:
    error = refusal(errcode, "text", "/path", {})
    assert (error.kind, error.code, error.text, error.details) == (
        Kind.UNAUTHENTICATED,
        "wechat_code_invalid",
        "登录没有成功，请再点一次登录。",
        {"retry_with": "new_code"},
    )


@pytest.mark.parametrize(
    ("errcode", "seconds"),
    [(45011, 20), (44991, 20), (45009, 9 * 3600 + 21), (44993, 9 * 3600 + 21), (-1, None), (44990, None)],
)
def test_a_spent_quota_says_when_it_is_filled_again(errcode: int, seconds: int | None) -> None:
    """Minute quotas at the next minute, day quotas after midnight in the county (here it is 14:59:40)."""
    with clock.stopped(datetime(2026, 11, 20, 6, 59, 40, tzinfo=UTC)):
        assert refusal(errcode, "text", "/path", {}).retry_after == seconds


@pytest.mark.parametrize(
    "error",
    [
        refusal(40029, f"leaky, rid: {RID}", "/sns/jscode2session", {}),
        NoUsableAnswer("/sns/jscode2session", "timeout"),
    ],
)
def test_an_error_names_its_path_but_never_what_wechat_wrote(error: AppError) -> None:
    assert "/sns/jscode2session" in str(error)
    assert "leaky" not in f"{error} {error!r}"
    assert "leaky" not in str(error.details)


def test_a_refusal_shows_its_errcode_and_trace() -> None:
    error = refusal(40163, f"code been used, rid: {RID}", "/sns/jscode2session", {})
    assert str(error) == f"wechat_code_invalid: errcode 40163 at /sns/jscode2session, rid {RID}"
    assert repr(error) == f"CodeInvalid(40163, path='/sns/jscode2session', rid='{RID}')"
