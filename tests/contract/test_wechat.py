"""The client holds against the stand-in and against recorded answers alike, and against everything that breaks."""

import pytest
from structlog.testing import capture_logs

from app.integrations.wechat import errors, sign_in, subscribe
from app.integrations.wechat.errors import CodeInvalid, NoUsableAnswer
from sandbox.wechat.endpoints import ENDPOINTS
from sandbox.wechat.faults import Fault, FaultKind
from tests.wechat_cases import CASES, OPENID, RID, Case, Side, _send, new_world, recorded, stand_in
from tests.wechat_refusals import REFUSALS, Refusal

SIDES = ("the stand-in", "recorded")
BROKEN = {
    FaultKind.HTTP_502: "status_502",
    FaultKind.EMPTY: "empty",
    FaultKind.GBK_HTML: "not_json",
    FaultKind.DROP: "empty",
}
NOT_CALLED_BY_US = {"/cgi-bin/token"}


def name_of(one: object) -> str:
    return one.name if isinstance(one, Case | Refusal) else str(one)


def side_of(which: str, case: Case | Refusal) -> Side:
    if which == "recorded":
        return recorded(case.path, case.answer() if isinstance(case, Refusal) else case.answer)
    world = new_world()
    if isinstance(case, Refusal):
        case.prepare(world)
    return stand_in(world)


@pytest.mark.parametrize("which", SIDES)
@pytest.mark.parametrize("case", CASES, ids=name_of)
async def test_an_answer_means_the_same_from_the_stand_in_and_as_recorded(which: str, case: Case) -> None:
    result = await case.ask(side_of(which, case))
    assert case.good(result), result


@pytest.mark.parametrize("which", SIDES)
@pytest.mark.parametrize("refusal", REFUSALS, ids=name_of)
async def test_a_refusal_means_the_same_from_the_stand_in_and_as_recorded(which: str, refusal: Refusal) -> None:
    with pytest.raises(errors.WeChatError) as caught, capture_logs() as lines:
        await refusal.ask(side_of(which, refusal))
    error = caught.value
    assert (type(error), error.errcode, error.path) == (refusal.meaning, refusal.errcode, refusal.path)
    assert len(error.rid) == len(RID)
    noted = [line for line in lines if line["event"] == "wechat.refused"]
    assert {line["rid"] for line in noted[-1:]} == {error.rid}
    alarm = isinstance(error, errors.ConfigError | errors.BadTemplate)
    assert (noted[-1]["log_level"] == "error") == alarm


def test_every_endpoint_of_the_stand_in_is_held_to_a_recorded_answer() -> None:
    held = {case.path for case in CASES} | {one.path for one in REFUSALS}
    assert {one.path for one in ENDPOINTS} - held == NOT_CALLED_BY_US


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("case", CASES, ids=name_of)
async def test_what_breaks_is_said_so_and_the_next_call_works(kind: FaultKind, case: Case) -> None:
    side = stand_in()
    assert side.world is not None
    side.world.faults.add(Fault(kind=kind, path=case.path))
    with pytest.raises(NoUsableAnswer) as caught:
        await case.ask(side)
    reason = "odd_shape" if case.name == "qr" and kind is FaultKind.GBK_HTML else BROKEN[kind]
    assert (caught.value.reason, caught.value.path) == (reason, case.path)
    await case.ask(side)
    assert side.world.calls[case.path] == 2


@pytest.mark.parametrize("case", CASES, ids=name_of)
async def test_a_slow_answer_is_given_up(case: Case) -> None:
    side = stand_in()
    assert side.world is not None
    await side.tokens.current(side.app)
    side.client.deadline = 0.1
    side.world.faults.add(Fault(kind=FaultKind.SLOW, path=case.path, seconds=6))
    with pytest.raises(NoUsableAnswer) as caught:
        await case.ask(side)
    assert caught.value.reason == "timeout"


@pytest.mark.parametrize("case", [one for one in CASES if one.name not in ("sign_in", "clear_by_secret")], ids=name_of)
@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
async def test_a_dead_token_costs_one_more_call_and_never_a_third(case: Case, errcode: int) -> None:
    side = stand_in()
    assert side.world is not None
    side.world.faults.add(Fault(kind=FaultKind.ERRCODE, errcode=errcode, path=case.path, times=1))
    await case.ask(side)
    assert side.world.calls[case.path] == 2
    side.world.faults.add(Fault(kind=FaultKind.ERRCODE, errcode=errcode, path=case.path, times=5))
    with pytest.raises(errors.TokenInvalid):
        await case.ask(side)
    assert side.world.calls[case.path] == 4


@pytest.mark.parametrize("case", CASES, ids=name_of)
async def test_a_busy_wechat_is_not_asked_again_by_the_client(case: Case) -> None:
    side = stand_in()
    assert side.world is not None
    side.world.faults.add(Fault(kind=FaultKind.ERRCODE, errcode=-1, path=case.path, times=3))
    with pytest.raises(errors.Retryable):
        await case.ask(side)
    assert side.world.calls[case.path] == 1


async def test_a_code_whose_answer_was_lost_is_used_and_a_new_one_is_asked_for() -> None:
    side = stand_in()
    assert side.world is not None
    code = side.login_code()
    side.world.faults.add(Fault(kind=FaultKind.DROP, path=sign_in.PATH))
    with pytest.raises(NoUsableAnswer):
        await sign_in.exchange_code(side.client, side.app, code)
    with pytest.raises(CodeInvalid) as caught:
        await sign_in.exchange_code(side.client, side.app, code)
    assert (caught.value.errcode, caught.value.details) == (40163, {"retry_with": "new_code"})


async def test_a_message_whose_answer_was_lost_was_sent_once_and_is_not_sent_again() -> None:
    side = stand_in()
    assert side.world is not None
    side.world.faults.add(Fault(kind=FaultKind.DROP, path=subscribe.PATH))
    with pytest.raises(NoUsableAnswer):
        await _send(side)
    assert [one.openid for one in side.world.messages.sent] == [OPENID]


def test_a_field_wechat_names_is_found_in_both_spellings() -> None:
    for errmsg, found in (
        ("argument invalid! data.thing1.value invalid", "thing1"),
        ("argument invalid! data.character_string12.value is emtpy", "character_string12"),
        ("argument invalid!", ""),
    ):
        error = errors.refusal(47003, errmsg, "/x", {})
        assert isinstance(error, errors.BadTemplate)
        assert subscribe.faulty_field(error) == found
